import { GET, own } from './bench.ts';
import { type Row, testNearMisses } from './near-miss-table.ts';

const ROWS: readonly Row[] = [
  // route
  ['route: path_ambiguous, path_form', 'GET /a/../b', () => null, /dot segments/],
  ['route: route_unmatched, other_method', 'POST /orders/1', () => null, /GET/],
  ['route: route_unmatched, deeper_path', 'GET /orders/1/items', () => own({}), /ends one segment before/],
  ['route: route_unmatched, near_path', 'GET /orderz/1', () => own({}), /"GET \/orders\/:id": "orderz" for "orders"/],
  ['route: route_denied, denied_route', 'GET /closed/x', () => null, /denied to everyone/],
  // extract
  ['extract: token_missing, nothing_sent', GET, () => null, /the Authorization header/],
  ['extract: scheme_unsupported, no_scheme', GET, async () => `Authorization: ${await own({})}`, /without "Bearer"/],
  ['extract: scheme_unsupported, other_scheme', GET, () => 'Basic YTpi', /another scheme/],
  ['extract: credential_malformed, scheme_twice', GET, async () => `Bearer Bearer ${await own({})}`, /twice/],
  ['extract: credential_malformed, quoted', GET, async () => `Bearer "${await own({})}"`, /quotes/],
  [
    'extract: credential_ambiguous, two_tokens',
    GET,
    async () => `Authorization: Bearer ${await own({})}\nAuthorization: Bearer ${await own({})}`,
    /two tokens/,
  ],
  [
    'extract: token_missing, elsewhere',
    'GET /door',
    async () => `Bearer ${await own({})}`,
    /does not read its tokens there/,
  ],
  // decode
  ['decode: token_opaque, opaque', GET, () => 'mUx3q9fZ0pL4', /"audience" is left out/],
  ['decode: token_encrypted, encrypted', GET, () => 'eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc', /five parts/],
  [
    'decode: token_malformed, truncated',
    GET,
    async () => (await own({})).split('.').slice(0, 2).join('.'),
    /lost its end/,
  ],
  [
    'decode: token_too_large, many_groups',
    GET,
    () => own({ groups: Array.from({ length: 900 }, (_, i) => `group-number-${i}`) }),
    /grow by lists/,
  ],
];

testNearMisses(ROWS);
