import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Deployment, Method } from './deployment.ts';
import type { PolicyAnswers } from './policy-answers.ts';
import { ABSENT, judgeDeployment, PROPERTIES } from './properties.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-templates-'));
writeFileSync(join(folder, 'index.mjs'), '');
afterAll(() => rmSync(folder, { recursive: true }));

const challenge = {
  'WWW-Authenticate': `'Bearer realm="api"'`,
  'Access-Control-Allow-Origin': "'*'",
  'Access-Control-Expose-Headers': "'WWW-Authenticate'",
};
const LOGGED = ['principalId', 'sallyport_issuer', 'sallyport_policy', 'requestId', 'status', 'latency', 'error'];
const health: Method = { method: 'GET', path: '/health', authorizer: null, answeredBy: 'backend' };
const order: Method = { method: 'GET', path: '/orders/{id}', authorizer: 'gate', answeredBy: 'backend' };
const preflights = [health, order].map(
  ({ path }): Method => ({ method: 'OPTIONS', path, authorizer: null, answeredBy: 'gateway' }),
);

const GOOD: Deployment = {
  kind: 'rest',
  api: 'Api',
  gate: {
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    memoryMegabytes: 256,
    handler: 'index.handler',
    code: folder,
  },
  authorizer: {
    id: 'gate',
    type: 'TOKEN',
    identitySource: 'method.request.header.Authorization',
    expression: '^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/-]+=*$',
    ttlSeconds: 300,
    form: null,
  },
  permissions: [
    { action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', api: 'Api', scope: 'authorizers/*' },
  ],
  responses: new Map([
    ['UNAUTHORIZED', { status: '401', headers: challenge }],
    ['ACCESS_DENIED', { status: '403', headers: challenge }],
    ['DEFAULT_5XX', { status: null, headers: { 'Access-Control-Allow-Origin': "'*'" } }],
  ]),
  accessLog: JSON.stringify(Object.fromEntries(LOGGED.map((name) => [name, `$context.authorizer.${name}`]))),
  methods: [health, order, ...preflights],
  undeployed: [],
};

const POLICY: PolicyAnswers = {
  kind: 'rest-token',
  ttlSeconds: 300,
  routes: ['GET /health', 'GET /orders/:id'],
  access: new Map([
    ['GET /health', [{ is: 'public', route: 'GET /health' }]],
    ['GET /orders/{id}', [{ is: 'guarded', route: 'GET /orders/:id' }]],
  ]),
  readings: [
    { value: 'bearer  a.b.c', reads: 'token' },
    { value: 'Basic a', reads: 'nothing' },
  ],
};

const HTTP: Deployment = {
  ...GOOD,
  kind: 'http',
  authorizer: {
    id: 'gate',
    type: 'REQUEST',
    identitySource: '$request.header.Authorization',
    expression: null,
    ttlSeconds: 300,
    form: { payload: '2.0', answer: 'document' },
  },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
  permissions: GOOD.permissions.map((own) => ({ ...own, scope: 'authorizers/${gate}' })),
  responses: new Map(),
};
const HTTP_POLICY: PolicyAnswers = { ...POLICY, kind: 'http-iam' };

const withForm = (form: Deployment['authorizer']['form']): Deployment => ({
  ...HTTP,
  authorizer: { ...HTTP.authorizer, form },
});

const withGate = (gate: Partial<Deployment['gate']>): Deployment => ({ ...GOOD, gate: { ...GOOD.gate, ...gate } });
const withAuthorizer = (authorizer: Partial<Deployment['authorizer']>): Deployment => ({
  ...GOOD,
  authorizer: { ...GOOD.authorizer, ...authorizer },
});
const withMethods = (...methods: readonly Method[]): Deployment => ({ ...GOOD, methods });
const withPermission = (permission: Partial<Deployment['permissions'][number]>): Deployment => ({
  ...GOOD,
  permissions: GOOD.permissions.map((own) => ({ ...own, ...permission })),
});
const withoutResponse = (type: string): Deployment => ({
  ...GOOD,
  responses: new Map([...GOOD.responses].filter(([own]) => own !== type)),
});
const withHeaders = (type: string, headers: Readonly<Record<string, string>>): Deployment => ({
  ...GOOD,
  responses: new Map(
    [...GOOD.responses].map(([own, response]) => [own, own === type ? { ...response, headers } : response]),
  ),
});
const { 'WWW-Authenticate': _challenge, ...corsAlone } = challenge;

const findWrong = (deployment: Deployment, policy: PolicyAnswers = POLICY): readonly string[] =>
  [...judgeDeployment(deployment, policy)].filter(([, found]) => found.length > 0).map(([name]) => name);

describe('the properties of templates', () => {
  test('all hold for a template that says everything', () => {
    expect(findWrong(GOOD)).toEqual([]);
  });

  const cases: readonly (readonly [what: string, deployment: Deployment, properties: readonly string[]])[] = [
    ['another runtime', withGate({ runtime: 'nodejs20.x' }), ['function']],
    ['another architecture', withGate({ architectures: [] }), ['function']],
    ['less memory', withGate({ memoryMegabytes: 128 }), ['function']],
    ['no built authorizer', withGate({ code: join(folder, 'absent') }), ['built authorizer']],
    ['no permission', { ...GOOD, permissions: [] }, ['permission']],
    ['a permission for every API', withPermission({ api: null, scope: null }), ['permission']],
    ['a permission for another principal', withPermission({ principal: '*' }), ['permission']],
    ['a REQUEST authorizer', withAuthorizer({ type: 'REQUEST' }), ['identity source']],
    ['another header', withAuthorizer({ identitySource: 'method.request.header.X' }), ['identity source']],
    ['no expression', withAuthorizer({ expression: null }), ['validation expression']],
    ['one spelling of the scheme', withAuthorizer({ expression: '^Bearer .*$' }), ['validation expression']],
    ['an expression for anything', withAuthorizer({ expression: '^.*$' }), ['validation expression']],
    ['an expression without anchors', withAuthorizer({ expression: '[Bb]earer +' }), ['validation expression']],
    ['no TTL', withAuthorizer({ ttlSeconds: null }), ['explicit TTL', "the policy's TTL"]],
    ['another TTL', withAuthorizer({ ttlSeconds: 60 }), ["the policy's TTL"]],
    ['no 401 response', withoutResponse('UNAUTHORIZED'), ['401 response']],
    ['no challenge', withHeaders('UNAUTHORIZED', corsAlone), ['401 response']],
    ['no 403 response', withoutResponse('ACCESS_DENIED'), ['403 response']],
    ['no CORS on 403', withHeaders('ACCESS_DENIED', {}), ['403 response']],
    ['no 5xx response', withoutResponse('DEFAULT_5XX'), ['5xx response']],
    ['no access log', { ...GOOD, accessLog: null }, ['access log']],
    ['a log without the principal', { ...GOOD, accessLog: '{}' }, ['access log']],
    [
      'an authorizer on the public route',
      withMethods({ ...health, authorizer: 'gate' }, order, ...preflights),
      ['public route'],
    ],
    [
      'a guarded method without one',
      withMethods(health, { ...order, authorizer: null }, ...preflights),
      ['guarded route'],
    ],
    [
      'another authorizer on it',
      withMethods(health, { ...order, authorizer: 'other' }, ...preflights),
      ['guarded route'],
    ],
    ['no preflight', withMethods(health, order), ['preflight']],
    [
      'a preflight that wants a token',
      withMethods(health, order, ...preflights.map((method) => ({ ...method, authorizer: 'gate' }))),
      ['preflight'],
    ],
    ['a response that may be left out', { ...GOOD, undeployed: ['Denied'] }, ['deployed together']],
  ];

  test.each(cases)('say of %s which one is missing', (_what, deployment, properties) => {
    expect(findWrong(deployment)).toEqual(properties);
  });

  test('say which routes template and policy do not share', () => {
    expect(findWrong(GOOD, { ...POLICY, routes: [...POLICY.routes, '/admin/*'] })).toEqual(["the policy's routes"]);
    const access = new Map([...POLICY.access, ['ANY /x', [{ is: 'unknown' as const, route: '' }]] as const]);
    expect(findWrong(GOOD, { ...POLICY, access })).toEqual(["the policy's routes"]);
  });

  test('of another kind than the policy’s are wrong', () => {
    expect(findWrong(GOOD, HTTP_POLICY)).toEqual(["the policy's kind"]);
    expect(findWrong(HTTP, POLICY)).toEqual(["the policy's kind"]);
  });
});

describe('the properties of an HTTP API’s template', () => {
  test('all hold for one that says everything', () => {
    expect(findWrong(HTTP, HTTP_POLICY)).toEqual([]);
  });

  test('are those of a REST API but for what HTTP APIs do not have, each with why', () => {
    const absent = ['validation expression', '401 response', '403 response', '5xx response'];
    expect([...ABSENT.http.keys()]).toEqual(absent);
    expect([...ABSENT.rest.keys()]).toEqual(['form of the answer']);
    const names = [...judgeDeployment(HTTP, HTTP_POLICY).keys()];
    expect(names).toEqual([...PROPERTIES.keys()].filter((name) => !absent.includes(name)));
    for (const why of [...ABSENT.http.values(), ...ABSENT.rest.values()]) expect(why.length).toBeGreaterThan(20);
  });

  const cases: readonly (readonly [what: string, deployment: Deployment, properties: readonly string[]])[] = [
    ['payload 1.0', withForm({ payload: '1.0', answer: 'document' }), ['form of the answer']],
    ['simple responses', withForm({ payload: '2.0', answer: 'simple' }), ['form of the answer']],
    ['nothing said of the answer', withForm({ payload: '2.0', answer: null }), ['form of the answer']],
    [
      'a permission for every authorizer',
      { ...HTTP, permissions: GOOD.permissions.map((own) => ({ ...own, scope: 'authorizers/*' })) },
      ['permission'],
    ],
    [
      'a REST API’s identity source',
      { ...HTTP, authorizer: { ...HTTP.authorizer, identitySource: 'method.request.header.Authorization' } },
      ['identity source'],
    ],
    ['a log without the authorizer’s error', { ...HTTP, accessLog: '{}' }, ['access log']],
    ['a stage that is not deployed to by itself', { ...HTTP, undeployed: ['Order'] }, ['deployed together']],
    ['no preflight', { ...HTTP, methods: [health, order] }, ['preflight']],
  ];

  test.each(cases)('say of %s that it is wrong', (_what, deployment, properties) => {
    expect(findWrong(deployment, HTTP_POLICY)).toEqual(properties);
  });
});
