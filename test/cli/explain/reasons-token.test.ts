import { mintHmac } from '@sallyport/core/testing';
import { API, auth0, entra, GET, keycloak, NOW, OTHER_TENANT, own, stranger, swap, TENANT, V2 } from './bench.ts';
import { type Row, testNearMisses } from './near-miss-table.ts';

const ROWS: readonly Row[] = [
  // issuer
  ['issuer: issuer_unknown, trailing_slash', GET, () => own({ iss: 'https://id.acme.dev/' }), /trailing slash/],
  ['issuer: issuer_unknown, scheme', GET, () => own({ iss: 'http://id.acme.dev' }), /http and https/],
  ['issuer: issuer_unknown, case', GET, () => own({ iss: 'https://ID.acme.dev' }), /case/],
  [
    'issuer: issuer_unknown, entra_version',
    GET,
    () => own({ iss: `https://sts.windows.net/${TENANT}/` }),
    /version 1.0.*requestedAccessTokenVersion/s,
  ],
  [
    'issuer: issuer_unknown, other_tenant',
    GET,
    () => own({ iss: V2.replace(TENANT, OTHER_TENANT) }),
    /of tenant "11111111/,
  ],
  ['issuer: issuer_unknown, okta_org_server', GET, () => own({ iss: 'https://acme.okta.com' }), /org server/],
  [
    'issuer: issuer_unknown, other_server',
    GET,
    () => own({ iss: 'https://acme.okta.com/oauth2/aus1' }),
    /another authorization server/,
  ],
  ['issuer: issuer_unknown, other_host', GET, () => own({ iss: 'http://keycloak:8080/realms/acme' }), /another host/],
  ['issuer: issuer_unknown, foreign_issuer', GET, () => stranger.mint({}), /far from every issuer/],
  ['issuer: claim_missing, iss_missing', GET, () => own({ iss: undefined }), /no "iss"/],
  [
    'issuer: algorithm_not_allowed, shared_secret',
    GET,
    () => mintHmac({ secret: 'a-secret-of-at-least-32-bytes-long', issuer: 'https://id.acme.dev' }),
    /shared secret/,
  ],
  ['issuer: type_not_allowed, other_type', GET, () => own({}, { header: { typ: 'logout+jwt' } }), /"logout\+jwt"/],
  ['issuer: critical_header, extension', GET, () => own({}, { header: { crit: ['exp'], exp: 1 } }), /"crit"/],
  ['issuer: credential_misplaced, other_place', GET, () => own({ iss: 'https://door.acme.dev' }), /cookie "session"/],
  // key and signature
  ['key: key_not_found, foreign_key', GET, () => own({}, { header: { kid: 'gone' } }), /"gone"/],
  [
    'signature: signature_invalid, changed',
    GET,
    async () => swap(await own({ scope: 'read:orders' })),
    /changed after it was signed/,
  ],
  // claims
  ['claims: token_expired, expired', GET, () => own({ iat: NOW - 9000, exp: NOW - 7200 }), /expired 2 h ago/],
  ['claims: token_expired, expired', GET, () => own({ exp: NOW - 45 }), /expired 45 s ago/],
  ['claims: token_not_yet_valid, clock_skew', GET, () => own({ iat: NOW + 90, exp: NOW + 900 }), /valid in 1 min 30 s/],
  ['claims: token_too_old, too_old', GET, () => own({ iat: NOW - 9000, exp: NOW + 60 }), /2 h 30 min ago/],
  ['claims: lifetime_too_long, milliseconds', GET, () => own({ exp: NOW * 1000 }), /milliseconds/],
  ['claims: lifetime_too_long, long_lived', GET, () => own({ exp: NOW + 86_400 }), /lives 1 d/],
  ['claims: audience_mismatch, audience_spelling', GET, () => own({ aud: `${API}/` }), /the trailing slash/],
  ['claims: audience_mismatch, other_audience', GET, () => own({ aud: ['one', 'two'] }), /"one", "two", none of which/],
  [
    'claims: audience_mismatch, other_audience',
    GET,
    () => own({ aud: 'https://other.acme.dev' }),
    /for "https:\/\/other.acme.dev", which is not what the policy accepts \("https:\/\/api.acme.dev"\)/,
  ],
  ['claims: audience_mismatch, id_token', GET, () => own({ aud: 'app-1', nonce: 'n', scope: undefined }), /ID token/],
  [
    'claims: audience_mismatch, entra_audience',
    GET,
    () => entra.mint({ aud: 'api://api-client' }),
    /v2.0 token of Entra/,
  ],
  [
    'claims: audience_mismatch, graph_token',
    GET,
    () => entra.mint({ aud: '00000003-0000-0000-c000-000000000000' }),
    /Microsoft Graph/,
  ],
  ['claims: audience_mismatch, audience_mapper', GET, () => keycloak.mint({ aud: 'account' }), /Audience mapper/],
  ['claims: claim_missing, audience_mapper', GET, () => keycloak.mint({ aud: undefined }), /Audience mapper/],
  [
    'claims: audience_mismatch, userinfo_token',
    GET,
    () => auth0.mint({ aud: ['https://acme.eu.auth0.com/userinfo'] }),
    /userinfo/,
  ],
  ['claims: type_not_allowed, refresh_token', GET, () => keycloak.mint({ typ: 'Refresh' }), /refresh token/],
  ['claims: type_not_allowed, id_token', GET, () => keycloak.mint({ typ: 'ID' }), /access_token/],
  ['claims: party_mismatch, other_client', GET, () => own({ client_id: 'app-2' }), /"app-2"/],
  ['claims: claim_malformed, claim_type', GET, () => own({ exp: '1900000100' }), /another type/],
];

testNearMisses(ROWS);
