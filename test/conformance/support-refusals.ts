/**
 * One request for every reason that a request can be denied with, and what the gateway Worker answers to each.
 *
 * The list is held against the product's own table of reasons, so that no way of being refused goes unread.
 */
import { REASONS, type Reason } from '@sallyport/core';
import { expect } from 'vitest';
import { keyFixture } from '../support/public-jwks.ts';
import {
  AUDIENCE,
  createOtherIssuer,
  createStage,
  ISSUER,
  outcome,
  ROUTES,
  START,
  type Stage,
} from './support-http.ts';

/** A refused request and its answer. */
export interface Refusal {
  readonly reason: Reason;
  readonly status: number;
  readonly response: Response;
  readonly body: string;
  /** The longest secret of the request: its token, or whatever stood in its place; empty for none. */
  readonly secret: string;
}

interface Attempt {
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const COOKIES = 'https://cookies.acme.dev';
const TENANT = 'https://login.acme.dev/one';
const LOST = 'https://lost.acme.dev';
const DOWN = 'https://down.acme.dev';
const CROWD = 'https://crowd.acme.dev';

async function createRefusingStage() {
  // More keys of one name than are tried for one token.
  const crowd = await Promise.all(['1', '2', '3', '4', '5'].map((name) => keyFixture(name)));
  const others = { cookies: createOtherIssuer(COOKIES), tenant: createOtherIssuer(TENANT) };
  const unreachable = { lost: createOtherIssuer(LOST), down: createOtherIssuer(DOWN), crowd: createOtherIssuer(CROWD) };
  const stage = createStage({
    others: Object.values(others),
    sections: {
      audience: AUDIENCE,
      issuers: {
        main: { issuer: ISSUER, algorithms: ['ES256'], clients: ['test-client'], maxLifetimeSeconds: 3600 },
        cookies: { issuer: COOKIES, tokenFrom: [{ cookie: 'token' }] },
        tenants: { issuer: 'https://login.acme.dev/{tid}', tenants: ['one'] },
        lost: { issuer: LOST },
        down: { issuer: DOWN, jwksUri: `${DOWN}/keys` },
        crowd: { issuer: CROWD, jwks: { keys: crowd.map(({ jwk }) => ({ ...jwk, kid: 'crowd' })) } },
      },
      routes: {
        ...ROUTES,
        '/reports': { permissions: ['report'] },
        '/team': { groups: ['team'] },
        '/vault': { claims: { acr: 'mfa' } },
        '/only-lost': { issuer: 'lost' },
        '/only-web': { client: 'web' },
      },
    },
  });
  return { stage, ...others, ...unreachable };
}

async function toAttempts(
  made: Awaited<ReturnType<typeof createRefusingStage>>,
): Promise<Readonly<Record<string, Attempt>>> {
  const { stage, cookies, tenant, lost, down, crowd } = made;
  const raw = (value: string, request = 'GET /me'): Attempt => ({ request, headers: { Authorization: value } });
  const me = async (...parameters: Parameters<Stage['bearer']>): Promise<Attempt> => ({
    request: 'GET /me',
    headers: await stage.bearer(...parameters),
  });
  const at = async (request: string): Promise<Attempt> => ({ request, headers: await stage.bearer() });
  return {
    path_ambiguous: await at('GET /admin//x'),
    route_unmatched: await at('GET /nowhere'),
    route_denied: await at('GET /closed/x'),
    token_missing: { request: 'GET /me' },
    scheme_unsupported: raw('Basic dXNlcjpwYXNzd29yZA=='),
    credential_malformed: raw('Bearer secret secret'),
    credential_ambiguous: raw('Bearer first.secret.value, Bearer second.secret.value'),
    cross_site_request: { request: 'POST /me', headers: { Cookie: `token=${await cookies.mint()}` } },
    token_too_large: raw(`Bearer ${'a'.repeat(40_000)}`),
    token_malformed: raw('Bearer bm90.YSBqd3Q.YXQgYWxs'),
    token_encrypted: raw('Bearer eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn'),
    token_opaque: raw('Bearer opaque-secret'),
    issuer_unknown: await me({ iss: 'https://stranger.acme.dev' }),
    algorithm_not_allowed: await me({}, { algorithm: 'EdDSA' }),
    type_not_allowed: await me({}, { header: { typ: 'id+jwt' } }),
    critical_header: await me({}, { header: { crit: ['exp'], exp: 1 } }),
    credential_misplaced: raw(`Bearer ${await cookies.mint()}`),
    key_not_found: await me({}, { header: { kid: 'stranger' } }),
    key_ambiguous: raw(`Bearer ${await crowd.mint({}, { header: { kid: 'crowd' } })}`),
    signature_invalid: await me({}, { key: 'foreign' }),
    claim_missing: await me({ exp: undefined }),
    claim_malformed: await me({ exp: 'soon' }),
    audience_mismatch: await me({ aud: 'https://other.acme.dev' }),
    party_mismatch: await me({}, { clientId: 'stranger' }),
    tenant_unknown: raw(`Bearer ${await tenant.mint({ tid: 'two' })}`),
    token_expired: await me({}, { expiresInSeconds: -60 }),
    token_not_yet_valid: await me({ nbf: START + 600 }),
    token_too_old: await me({ iat: START - 7200 }),
    lifetime_too_long: await me({ exp: START + 7200 }),
    binding_required: await me({ cnf: { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' } }),
    scope_insufficient: await at('GET /orders/1'),
    permission_missing: await at('GET /reports'),
    role_missing: await at('GET /admin/x'),
    group_missing: await at('GET /team'),
    claim_unmet: await at('GET /users/somebody-else'),
    issuer_not_accepted: await at('GET /only-lost'),
    client_not_accepted: await at('GET /only-web'),
    step_up_required: await at('GET /vault'),
    keys_unavailable: raw(`Bearer ${await down.mint()}`),
    discovery_unavailable: raw(`Bearer ${await lost.mint()}`),
  };
}

async function refuse(stage: Stage, reason: string, { request, headers = {} }: Attempt): Promise<Refusal> {
  const decision = await stage.authorize(request, headers);
  expect([request, outcome(decision)]).toEqual([request, reason]);
  if (decision.effect === 'allow') throw new Error('allowed');
  const [method = '', path = ''] = request.split(' ');
  const response = await stage.gateway(path, { method, headers });
  const secret = (headers.Authorization ?? headers.Cookie ?? '').replace(/^(Bearer|Basic) |^token=/, '');
  return { reason: decision.reason, status: decision.status, response, body: await response.text(), secret };
}

async function refuseAll(): Promise<{ readonly refusals: readonly Refusal[]; readonly stage: Stage }> {
  const made = await createRefusingStage();
  const attempts = await toAttempts(made);
  const refusals: Refusal[] = [];
  for (const [reason, attempt] of Object.entries(attempts)) refusals.push(await refuse(made.stage, reason, attempt));

  // Only a defect makes `internal_error`; a request cannot.
  const reachable = Object.keys(REASONS).filter((reason) => reason !== 'internal_error');
  expect(refusals.map(({ reason }) => reason).toSorted()).toEqual(reachable.toSorted());
  expect(made.stage.sent).toEqual([]);
  return { refusals, stage: made.stage };
}

let made: ReturnType<typeof refuseAll> | null = null;

/** Every refusal, made once a run, each at the gateway Worker and by `authorize`, with the stage that refused. */
export function everyRefusal(): ReturnType<typeof refuseAll> {
  made ??= refuseAll();
  return made;
}
