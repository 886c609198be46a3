import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPolicy } from '../../../packages/core/src/document/build.ts';
import { type BuiltPolicy, isBuiltPolicy } from '../../../packages/core/src/document/built.ts';
import { checkPolicy } from '../../../packages/core/src/document/check.ts';
import { type CompileResult, compilePolicy } from '../../../packages/core/src/document/compile.ts';
import type { CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import { hashPolicy } from '../../../packages/core/src/document/hash.ts';
import type { PolicyDocument } from '../../../packages/core/src/document/policy.ts';
import { requirement } from './any-requirement.ts';
import { ISS, type Json, toDocument, withIssuer, withRoute } from './compiling.ts';

const variable = (name: string): string => `$\{${name}}`;
const ENV = {
  ISS: 'https://id.acme.dev',
  AUD: 'https://api.acme.dev',
  TENANT: 't2',
  SECRET: 'a'.repeat(64),
  ORIGIN: 'https://origin.acme.dev',
};
const COGNITO = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC';
const KEY = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k1' };

const DOCUMENTS: Readonly<Record<string, Json>> = {
  smallest: toDocument(),
  'with presets': toDocument({
    issuers: {
      staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api', clients: ['c1'] },
      people: { preset: 'cognito', issuer: COGNITO, audience: ['c1', 'c2'], claimMappings: { roles: '/a/b' } },
      users: { preset: 'auth0', issuer: 'https://acme.eu.auth0.com/', audience: 'api', algorithms: ['RS256'] },
    },
  }),
  'with variables': {
    audience: [variable('AUD'), 'urn:api'],
    issuers: {
      shared: { issuer: variable('ISS'), tokenFrom: ['authorization', { cookie: 'session' }] },
      secret: { issuer: 'urn:secret', hmac: { secrets: [variable('SECRET')], encoding: 'utf8' } },
    },
    routes: { '/*': 'authenticated', '/open': 'public', '/shut': 'deny', 'GET /feed': 'optional' },
    worker: { origins: { '/a/': variable('ORIGIN'), '/': 'https://rest.acme.dev' }, publicOrigin: variable('ORIGIN') },
  },
  'with tenants': withIssuer({
    issuer: 'https://id.acme.dev/{tid}/v2.0',
    tenants: ['t1', variable('TENANT')],
    jwksUri: 'https://id.acme.dev/{tid}/keys',
    require: { claims: { ver: '2.0' } },
  }),
  'with every option of an issuer': withIssuer({
    audience: undefined,
    unsafeNoAudience: 'a gateway in front checks it',
    jwks: { keys: [KEY] },
    blockedKeys: ['k0'],
    tokenTypes: ['JWT', 'absent'],
    requiredClaims: ['sub', '/a/b'],
    clockToleranceSeconds: 0,
    maxLifetimeSeconds: 60,
    tokenFrom: [{ header: 'X-Token' }, { unsafeQueryToken: { name: 't', why: 'EventSource' } }],
  }),
  'with keys behind a binding': withIssuer({ keys: { binding: 'IDP' } }),
  'with gates': toDocument({
    cors: { origins: ['https://app.acme.dev'], credentials: true },
    worker: { identityHeaders: { 'X-User': 'subject', 'X-Team': { claim: '/team/id' } }, lookAlikes: 'ignore' },
    apiGateway: {
      resultTtlSeconds: 0,
      maxDocumentBytes: 4096,
      denyShape: 'resource',
      context: { user: 'subject', team: { claim: 'team' } },
    },
    log: { decisions: 'all' },
    tests: [{ request: 'GET /orders', expect: 'deny' }],
  }),
  'with routes': toDocument({
    routes: {
      'GET|POST /orders/:id': { scopes: ['a', 'b'], issuer: 'machines' },
      '/orders/:order': { claims: { sub: { param: 'order' } } },
      'GET api.acme.dev/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
      '/users/:name/*': { anyOf: [{ claims: { sub: { param: 'name' } } }, { roles: ['admin'] }] },
      '/%C3%A9/*': 'public',
    },
  }),
  'without issuers': { issuers: {}, routes: { '/a': 'public' } },
};

async function build(document: unknown): Promise<BuiltPolicy> {
  const checked = checkPolicy(document, { env: {}, hosts: 'publicOnly', variables: 'assume' });
  const built = await buildPolicy(checked);
  if (built === null) throw new Error(`nothing was built: ${JSON.stringify(checked.findings)}`);
  return built;
}

const resolve = (policy: unknown, env: object = ENV, options: object = {}): CompileResult =>
  Reflect.apply(compilePolicy, null, [policy, { env, ...options }]);
const codesOf = (policy: unknown, env?: object, options?: object): readonly string[] =>
  resolve(policy, env, options).findings.map(({ code, pointer }) => `${code} ${pointer}`);

/** A policy as data: of the route table its routes, of which all else of it is made. */
function toData(policy: CompiledPolicy | null): unknown {
  return policy && { ...policy, routes: policy.routes.routes };
}

describe('a built policy', () => {
  test.each(Object.entries(DOCUMENTS))('%s compiles to what its document compiles to', async (_, document) => {
    const inline = resolve(document);
    expect(inline.findings).toEqual([]);
    const built = resolve(await build(document));
    expect(built.findings).toEqual([]);
    expect(toData(built.policy)).toEqual(toData(inline.policy));
  });

  test('compiles to what its document compiles to, whatever its routes demand, after a turn through JSON', async () => {
    await fc.assert(
      fc.asyncProperty(requirement, requirement, async (one, other) => {
        const document = { ...withRoute(one, 'GET /a/:id') };
        document.routes = { ...Object(document.routes), 'GET /b/:x/:id': other, 'GET /c/:id': one };
        const built: unknown = JSON.parse(JSON.stringify(await build(document)));
        expect(toData(resolve(built).policy)).toEqual(toData(resolve(document).policy));
      }),
      { numRuns: 150 },
    );
  });

  test('holds the hash of its document, and nothing of its tests', async () => {
    const document = DOCUMENTS['with gates'];
    const built = await build(document);
    expect(built.sha256).toBe(await hashPolicy(document as unknown as PolicyDocument));
    expect(built.plan).not.toHaveProperty('tests');
    expect(isBuiltPolicy(built)).toBe(true);
    expect(isBuiltPolicy(toDocument() as unknown as PolicyDocument)).toBe(false);
  });

  test('of a document with errors does not exist', async () => {
    const local = checkPolicy(withIssuer({ issuer: 'http://localhost:1' }), { env: {}, hosts: 'publicOnly' });
    expect(await buildPolicy(local)).toBeNull();
  });

  test.each<[string, Json, Json, string]>([
    ['ISS', withIssuer({ issuer: variable('ISS') }), { ISS: 'http://127.0.0.1:1' }, '/issuers/machines/issuer'],
    ['ISS', withIssuer({ issuer: variable('ISS') }), { ISS: 'https://localhost' }, '/issuers/machines/issuer'],
    ['URI', withIssuer({ jwksUri: variable('URI') }), { URI: 'https://[::1]/keys' }, '/issuers/machines/jwksUri'],
    ['OR', toDocument({ worker: { origins: variable('OR') } }), { OR: 'https://127.1' }, '/worker/origins'],
    [
      'OR',
      toDocument({ worker: { publicOrigin: variable('OR') } }),
      { OR: 'https://a.localhost' },
      '/worker/publicOrigin',
    ],
  ])('refuses a local address that %s brings in, whatever the gate says', async (name, document, env, pointer) => {
    const built = await build(document);
    expect(codesOf(built, env, { hosts: 'loopbackAllowed' })).toContain(`local-address ${pointer}`);
    expect(resolve(built, env).policy).toBeNull();
    expect(codesOf(built, {})).toEqual([`variable-missing ${pointer}`]);
    expect(resolve(built, { [name]: 'https://id.acme.dev' }).findings).toEqual([]);
  });

  test('refuses a local address that was written into it', async () => {
    const built = await build(toDocument());
    const issuers = built.plan.issuers.map((issuer) => ({ ...issuer, issuer: 'http://localhost:8788' }));
    expect(codesOf({ ...built, plan: { ...built.plan, issuers } })).toEqual(['local-address /issuers/machines/issuer']);
  });

  test("keeps its preset's rules on an identifier that only the gate knows, and no others", async () => {
    const open = await build(withIssuer({ preset: 'okta', issuer: variable('ISS') }));
    expect(codesOf(open, { ISS: 'https://acme.okta.com' })).toEqual(['preset-issuer /issuers/machines/issuer']);
    expect(codesOf(open, { ISS: 'https://acme-admin.okta.com/oauth2/default' })).toEqual([
      'admin-host /issuers/machines/issuer',
    ]);
    const closed = await build(withIssuer({ preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default' }));
    expect(closed.plan.issuers[0]?.issuerRules).toEqual([]);
  });

  test('tells two issuers of which a variable makes one', async () => {
    const machines = { issuer: variable('ISS'), audience: 'a' };
    const document = toDocument({ issuers: { machines, twins: { issuer: ISS, audience: 'a' } } });
    expect(codesOf(await build(document), { ISS })).toEqual(['issuer-conflict /issuers/twins/issuer']);
  });

  test('throws where a route of its plan has no access: left out, its paths would fall to a wider route', async () => {
    const built = await build(toDocument());
    expect(() => resolve({ ...built, plan: { ...built.plan, accesses: [] } })).toThrow(TypeError);
  });
});

describe('what this version did not build', () => {
  test.each(['', 'abc', 'A'.repeat(64), 7, null])('is a malformed-build by its hash, %j', async (sha256) => {
    expect(codesOf({ ...(await build(toDocument())), sha256 })).toEqual(['malformed-build ']);
  });

  test.each([
    ['of another form', { plan: { format: 0 } }],
    ['of the form before `apiGateway.denyShape`', { plan: { format: 2 } }],
    ['without a plan', {}],
    ['with a document, as it was once written', { document: toDocument() }],
    ['with a plan of null', { plan: null }],
  ])('is a malformed-build %s', (_, rest) => {
    expect(codesOf({ sha256: 'a'.repeat(64), ...rest })).toEqual(['malformed-build ']);
  });

  test('is never judged as a build by a check: a policy file is a document', async () => {
    const built = await build(toDocument());
    const { policy, findings } = checkPolicy(built, { env: ENV });
    expect(policy).toBeNull();
    expect(findings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(
      expect.arrayContaining(['unknown-key /sha256', 'unknown-key /plan']),
    );
  });
});
