/** One change for each key of a policy: the same document before and after, but for this key. */
import type { IssuerEntry, PolicyDocument, RequirementEntry, RouteEntry } from '@sallyport/core';

/** A document before and after. */
export type KeyChange = readonly [before: object, after: object];

const KEY = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' };
const INLINE = { ...KEY, y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0', alg: 'ES256' };

/** Issuers, one of which inherits the policy's audience; one route of each kind. */
export const BASE: PolicyDocument = {
  audience: 'https://api.acme.dev',
  issuers: { acme: { issuer: 'https://id.acme.dev' }, other: { issuer: 'https://other.acme.dev', audience: 'b' } },
  routes: { 'GET /orders/:id': { scopes: ['a'] }, 'GET /health': 'public' },
};

const issuer = (before: Partial<IssuerEntry>, after: Partial<IssuerEntry>): KeyChange => {
  const place = (entry: Partial<IssuerEntry>) => ({
    issuers: { ...BASE.issuers, acme: { issuer: 'https://id.acme.dev', ...entry } },
  });
  return [place(before), place(after)];
};
const route = (before: RouteEntry, after: RouteEntry, key = 'GET /orders/:id'): KeyChange => {
  const place = (entry: RouteEntry) => ({ routes: { ...BASE.routes, [key]: entry } });
  return [place(before), place(after)];
};
const section =
  (name: 'cors' | 'worker' | 'apiGateway' | 'log') =>
  (before: object, after: object): KeyChange => [{ [name]: before }, { [name]: after }];
const [cors, worker, apiGateway, log] = [section('cors'), section('worker'), section('apiGateway'), section('log')];
const page = { origins: ['https://app.acme.dev'] };
const open = { scopes: ['a'] };

/** What a requirement may hold, at the top of a route, within others, and in an issuer's own. */
const REQUIREMENTS: Readonly<Record<string, readonly [RequirementEntry, RequirementEntry]>> = {
  scopes: [{ scopes: ['a'] }, { scopes: ['b'] }],
  'scopes/anyOf': [{ scopes: { anyOf: ['a'] } }, { scopes: { anyOf: ['a', 'b'] } }],
  permissions: [{ permissions: ['a'] }, { permissions: ['b'] }],
  'permissions/anyOf': [{ permissions: { anyOf: ['a'] } }, { permissions: { anyOf: ['b'] } }],
  roles: [{ roles: ['a'] }, { roles: ['a', 'b'] }],
  'roles/anyOf': [{ roles: { anyOf: ['a'] } }, { roles: { anyOf: ['b'] } }],
  groups: [{ groups: ['a'] }, { groups: ['b'] }],
  'groups/anyOf': [{ groups: { anyOf: ['a'] } }, { groups: { anyOf: ['b'] } }],
  issuer: [{ issuer: 'acme' }, { issuer: { anyOf: ['acme', 'other'] } }],
  'issuer/anyOf': [{ issuer: { anyOf: ['acme'] } }, { issuer: { anyOf: ['acme', 'other'] } }],
  client: [{ client: 'a' }, { client: 'b' }],
  'client/anyOf': [{ client: { anyOf: ['a'] } }, { client: { anyOf: ['b'] } }],
  claims: [{ claims: { a: 'x' } }, { claims: { b: 'x' } }],
  'claims/*/anyOf': [{ claims: { a: { anyOf: ['x'] } } }, { claims: { a: { anyOf: ['y'] } } }],
  'claims/*/noneOf': [{ claims: { a: { noneOf: ['x'] } } }, { claims: { a: { noneOf: ['y'] } } }],
  'claims/*/contains': [{ claims: { a: { contains: 'x' } } }, { claims: { a: { contains: 'y' } } }],
  'claims/*/exists': [{ claims: { a: { exists: true, gte: 1 } } }, { claims: { a: { exists: true } } }],
  'claims/*/gte': [{ claims: { a: { gte: 1 } } }, { claims: { a: { gte: 2 } } }],
  'claims/*/lte': [{ claims: { a: { lte: 1 } } }, { claims: { a: { lte: 2 } } }],
  'claims/*/prefix': [{ claims: { a: { prefix: 'x' } } }, { claims: { a: { prefix: 'y' } } }],
  'claims/*/param': [{ claims: { a: { param: 'id' } } }, { claims: { a: 'x' } }],
  anyOf: [{ anyOf: [{ scopes: ['a'] }] }, { anyOf: [{ scopes: ['a'] }, { roles: ['b'] }] }],
  allOf: [{ allOf: [{ scopes: ['a'] }, { roles: ['b'] }] }, { allOf: [{ scopes: ['a'] }] }],
};

const OWN: Readonly<Record<string, KeyChange>> = {
  audience: [{}, { audience: 'https://other.acme.dev' }],
  resource: [{ resource: 'https://api.acme.dev/mcp' }, { resource: 'https://api2.acme.dev/mcp' }],
  issuers: [{}, { issuers: { ...BASE.issuers, more: { issuer: 'https://more.acme.dev' } } }],
  routes: [{}, { routes: { ...BASE.routes, '/new': 'public' } }],
  cors: [{}, { cors: page }],
  'cors/origins': cors(page, { origins: ['https://evil.acme.dev'] }),
  'cors/allowHeaders': cors(page, { ...page, allowHeaders: ['x-a'] }),
  'cors/exposeHeaders': cors(page, { ...page, exposeHeaders: ['x-a'] }),
  'cors/credentials': cors(page, { ...page, credentials: true }),
  'cors/maxAgeSeconds': cors(page, { ...page, maxAgeSeconds: 5 }),
  worker: [{}, { worker: { lookAlikes: 'ignore' } }],
  'worker/origins': worker({ origins: `$\{ONE}` }, { origins: `$\{OTHER}` }),
  'worker/publicOrigin': worker({ publicOrigin: 'https://a.acme.dev' }, { publicOrigin: 'https://b.acme.dev' }),
  'worker/forwardToken': worker({}, { forwardToken: true }),
  'worker/stripAuthorization': worker({}, { stripAuthorization: true }),
  'worker/identityHeaders': worker({ identityHeaders: { 'x-user': 'subject' } }, { identityHeaders: {} }),
  'worker/identityHeaders/*/claim': worker(
    { identityHeaders: { 'x-user': { claim: 'a' } } },
    { identityHeaders: { 'x-user': { claim: 'b' } } },
  ),
  'worker/health': worker({}, { health: true }),
  'worker/lookAlikes': worker({}, { lookAlikes: 'ignore' }),
  'worker/originTimeoutSeconds': worker({}, { originTimeoutSeconds: 5 }),
  ...toAssertionChanges(),
  apiGateway: [{}, { apiGateway: { kind: 'http-simple' } }],
  'apiGateway/kind': apiGateway({}, { kind: 'rest-request' }),
  'apiGateway/identitySources': apiGateway({ kind: 'rest-request' }, { kind: 'rest-request', identitySources: [] }),
  'apiGateway/resultTtlSeconds': apiGateway({}, { resultTtlSeconds: 60 }),
  'apiGateway/unknownPaths': apiGateway({}, { unknownPaths: 'never' }),
  'apiGateway/encodedPaths': apiGateway({}, { encodedPaths: 'canonical' }),
  'apiGateway/expiryCondition': apiGateway({ resultTtlSeconds: 30 }, { resultTtlSeconds: 30, expiryCondition: 'none' }),
  'apiGateway/denyShape': apiGateway({}, { denyShape: 'resource' }),
  'apiGateway/maxDocumentBytes': apiGateway({}, { maxDocumentBytes: 4096 }),
  'apiGateway/context': apiGateway({}, { context: { user: 'subject' } }),
  'apiGateway/context/*/claim': apiGateway(
    { context: { user: { claim: 'a' } } },
    { context: { user: { claim: 'b' } } },
  ),
  log: [{}, { log: { decisions: 'off' } }],
  'log/decisions': log({ decisions: 'all' }, { decisions: 'off' }),
  'log/decisions/sample': log({ decisions: { sample: 0.5 } }, { decisions: { sample: 0.1 } }),
  'log/subject': log({}, { subject: 'plain' }),
  'routes/*/unsafeReportOnly': route(open, { ...open, unsafeReportOnly: { why: 'a trial', until: '2099-01-01' } }),
  'routes/*/unsafeReportOnly/until': route(
    { ...open, unsafeReportOnly: { why: 'a trial', until: '2099-01-01' } },
    { ...open, unsafeReportOnly: { why: 'a trial', until: '2099-06-01' } },
  ),
  'routes/*/unsafePath': route(open, { ...open, unsafePath: { semicolon: 'the origin keeps it' } }),
  'routes/*/unsafePath/semicolon': route(open, { ...open, unsafePath: { semicolon: 'the origin keeps it' } }),
  'routes/*/unsafePath/encodedSlash': route(open, { ...open, unsafePath: { encodedSlash: 'the origin keeps it' } }),
  'routes/*/unsafePath/doubleSlash': route(open, { ...open, unsafePath: { doubleSlash: 'as one' } }, 'GET /files/*'),
  'routes/*/unsafeSharedCache': route(open, { ...open, unsafeSharedCache: 'the same for everybody' }),
  'issuers/*/issuer': issuer({}, { issuer: 'https://id2.acme.dev' }),
  'issuers/*/preset': issuer({}, { preset: 'auth0', issuer: 'https://acme.eu.auth0.com/' }),
  'issuers/*/tenants': [
    { issuers: { acme: { issuer: 'https://id.acme.dev/{tid}', tenants: ['a'] } } },
    { issuers: { acme: { issuer: 'https://id.acme.dev/{tid}', tenants: ['a', 'b'] } } },
  ],
  'issuers/*/audience': issuer({ audience: 'x' }, { audience: ['x', 'y'] }),
  'issuers/*/unsafeNoAudience': issuer({ audience: 'x' }, { unsafeNoAudience: 'tokens name nobody' }),
  'issuers/*/clients': issuer({}, { clients: ['a'] }),
  'issuers/*/jwksUri': issuer({}, { jwksUri: 'https://id.acme.dev/keys' }),
  'issuers/*/jwks': issuer({}, { jwks: { keys: [INLINE] } }),
  'issuers/*/jwks/keys': issuer({ jwks: { keys: [INLINE] } }, { jwks: { keys: [INLINE, { ...INLINE, kid: 'b' }] } }),
  'issuers/*/keys': issuer({}, { keys: { binding: 'AUTH' } }),
  'issuers/*/keys/binding': issuer({ keys: { binding: 'AUTH' } }, { keys: { binding: 'OTHER' } }),
  'issuers/*/hmac': issuer({}, { hmac: { secrets: [`$\{A}`], encoding: 'utf8' }, algorithms: ['HS256'] }),
  'issuers/*/hmac/secrets': issuer(
    { hmac: { secrets: [`$\{A}`], encoding: 'utf8' }, algorithms: ['HS256'] },
    { hmac: { secrets: [`$\{B}`], encoding: 'utf8' }, algorithms: ['HS256'] },
  ),
  'issuers/*/hmac/encoding': issuer(
    { hmac: { secrets: [`$\{A}`], encoding: 'utf8' }, algorithms: ['HS256'] },
    { hmac: { secrets: [`$\{A}`], encoding: 'base64url' }, algorithms: ['HS256'] },
  ),
  'issuers/*/blockedKeys': issuer({}, { blockedKeys: ['a'] }),
  'issuers/*/algorithms': issuer({}, { algorithms: ['ES256'] }),
  'issuers/*/tokenTypes': issuer({}, { tokenTypes: ['at+jwt'] }),
  'issuers/*/requiredClaims': issuer({}, { requiredClaims: ['sub'] }),
  'issuers/*/require': issuer({}, { require: { scopes: ['a'] } }),
  'issuers/*/claimMappings': issuer({}, { claimMappings: { scopes: 'scp' } }),
  'issuers/*/clockToleranceSeconds': issuer({}, { clockToleranceSeconds: 300 }),
  'issuers/*/maxLifetimeSeconds': issuer({}, { maxLifetimeSeconds: 60 }),
  'issuers/*/tokenFrom': issuer({}, { tokenFrom: ['authorization', { header: 'x-token' }] }),
  'issuers/*/tokenFrom/#/header': issuer({ tokenFrom: [{ header: 'x-a' }] }, { tokenFrom: [{ header: 'x-b' }] }),
  'issuers/*/tokenFrom/#/cookie': issuer({ tokenFrom: [{ cookie: 'a' }] }, { tokenFrom: [{ cookie: 'b' }] }),
  'issuers/*/tokenFrom/#/unsafeQueryToken': issuer({}, { tokenFrom: [{ unsafeQueryToken: { name: 'a', why: 'x' } }] }),
  'issuers/*/tokenFrom/#/unsafeQueryToken/name': issuer(
    { tokenFrom: [{ unsafeQueryToken: { name: 'a', why: 'old players' } }] },
    { tokenFrom: [{ unsafeQueryToken: { name: 'b', why: 'old players' } }] },
  ),
  ...Object.fromEntries(
    ['subject', 'client', 'tenant', 'scopes', 'permissions', 'roles', 'groups'].map((fact) => [
      `issuers/*/claimMappings/${fact}`,
      issuer({ claimMappings: { [fact]: 'a' } }, { claimMappings: { [fact]: 'b' } }),
    ]),
  ),
};

function toAssertionChanges(): Readonly<Record<string, KeyChange>> {
  const signed = (assertion: object) => ({ publicOrigin: 'https://gate.acme.dev', assertion });
  const key = { key: `$\{SIGNING}` };
  return {
    'worker/assertion': worker({ publicOrigin: 'https://gate.acme.dev' }, signed(key)),
    'worker/assertion/key': worker(signed(key), signed({ key: `$\{OTHER}` })),
    'worker/assertion/nextKey': worker(signed(key), signed({ ...key, nextKey: `$\{NEXT}` })),
    'worker/assertion/header': worker(signed(key), signed({ ...key, header: 'x-signed' })),
  };
}

/** Every change, by the place of its key. */
export const KEY_CHANGES: ReadonlyMap<string, KeyChange> = new Map([
  ...Object.entries(OWN),
  ...Object.entries(REQUIREMENTS).flatMap(([key, [before, after]]): [string, KeyChange][] => [
    [`routes/*/${key}`, route(before, after)],
    [`routes/*/anyOf/#/${key}`, route({ anyOf: [before] }, { anyOf: [after] })],
    [`routes/*/allOf/#/${key}`, route({ allOf: [before] }, { allOf: [after] })],
    ...toOwnChange(key, before, after),
  ]),
]);

/** An issuer's own requirement knows no route, so no parameter. */
function toOwnChange(key: string, before: RequirementEntry, after: RequirementEntry): [string, KeyChange][] {
  if (key.includes('param')) return [];
  return [[`issuers/*/require/${key}`, issuer({ require: before }, { require: after })]];
}
