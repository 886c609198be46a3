import { describe, expect, test } from 'vitest';
import { codesOf, compiled, findingsOf, onlyFinding, toDocument } from './compiling.ts';

const gateway = (changes: Record<string, unknown>) => toDocument({ apiGateway: changes });

test('fills the defaults of every section', () => {
  expect(compiled(toDocument())).toMatchObject({
    cors: null,
    worker: {
      origins: [],
      publicOrigin: null,
      forwardToken: false,
      stripAuthorization: false,
      identityHeaders: [],
      lookAlikes: 'refuse',
      originTimeoutSeconds: 100,
    },
    apiGateway: {
      kind: 'rest-token',
      identitySources: ['method.request.header.Authorization'],
      resultTtlSeconds: 300,
      unknownPaths: 'possible',
      encodedPaths: 'refuse',
      expiryCondition: 'currentTime',
      denyShape: 'notResource',
      maxDocumentBytes: 1_048_576,
      context: [],
    },
    log: { decisions: 'deny', subject: 'hash' },
    unsafeSettings: [],
  });
});

describe('API Gateway', () => {
  test('takes what is deployed', () => {
    const entry = {
      kind: 'rest-token',
      identitySources: ['method.request.header.X-Auth'],
      resultTtlSeconds: 60,
      unknownPaths: 'never',
      encodedPaths: 'canonical',
      expiryCondition: 'none',
      denyShape: 'resource',
      maxDocumentBytes: 4096,
      context: { user: 'subject', org: { claim: 'org_id' } },
    };
    expect(compiled(gateway(entry)).apiGateway).toEqual({
      ...entry,
      context: [
        { key: 'user', from: 'subject' },
        { key: 'org', from: { text: 'org_id', steps: ['org_id'] } },
      ],
    });
    expect(compiled(gateway({ kind: 'http-iam' })).apiGateway.identitySources).toEqual([
      '$request.header.Authorization',
    ]);
  });

  test.each(['NotResource', 'none', true])(
    'a shape of the Deny that there is none of is a finding: %j',
    (denyShape) => {
      expect(onlyFinding(gateway({ denyShape }))).toMatchObject({ level: 'error', pointer: '/apiGateway/denyShape' });
    },
  );

  test.each(['http-simple', 'websocket'])('%s takes a shape of the Deny, as it takes a bound of documents', (kind) => {
    expect(findingsOf(gateway({ kind, resultTtlSeconds: 0, denyShape: 'resource' }))).toEqual([]);
  });

  test.each([{ expiryCondition: 'none' }, { expiryCondition: 'none', resultTtlSeconds: 61 }])(
    'without an expiry condition and with a long TTL is an undated-answer: %o',
    (entry) => {
      expect(onlyFinding(gateway(entry))).toMatchObject({
        level: 'error',
        code: 'undated-answer',
        pointer: '/apiGateway/expiryCondition',
        suggestion: 'set "resultTtlSeconds" to 60 or less',
      });
    },
  );

  test.each([
    ['method.request.querystring.token'],
    ['method.request.header.Authorization', 'method.request.header.X'],
    ['$request.header.Authorization'],
    ['Authorization'],
  ])('with a TOKEN authorizer and other than one header is an identity-source: %s', (...identitySources) => {
    expect(onlyFinding(gateway({ identitySources }))).toMatchObject({
      code: 'identity-source',
      pointer: '/apiGateway/identitySources',
    });
  });

  test('with a context key that is no name is an invalid-name', () => {
    expect(onlyFinding(gateway({ context: { 'user id': 'subject' } }))).toMatchObject({
      code: 'invalid-name',
      pointer: '/apiGateway/context/user id',
      at: 'name',
    });
  });
});

describe('cross-origin access', () => {
  test('takes exact origins, with the defaults of the rest', () => {
    const origins = ['https://app.acme.dev', 'http://localhost:5173'];
    expect(compiled(toDocument({ cors: { origins, credentials: true } })).cors).toEqual({
      origins,
      credentials: true,
      allowHeaders: [],
      exposeHeaders: [],
      maxAgeSeconds: 600,
    });
    expect(compiled(toDocument({ cors: { origins: ['*'] } })).cors?.origins).toEqual(['*']);
  });

  test.each<[Record<string, unknown>]>([
    [{ origins: ['*'], credentials: true }],
    [{ origins: ['*', 'https://app.acme.dev'] }],
    [{ origins: ['https://*.acme.dev'] }],
    [{ origins: ['null'] }],
  ])('from anywhere is a cors-origin: %o', (cors) => {
    expect(onlyFinding(toDocument({ cors }))).toMatchObject({
      level: 'error',
      code: 'cors-origin',
      pointer: '/cors/origins/0',
    });
  });

  test.each([
    ['https://app.acme.dev/', 'url-form'],
    ['app.acme.dev', 'not-a-url'],
    ['http://app.acme.dev', 'http-address'],
  ])('from %s is a finding, %s', (origin, code) => {
    expect(onlyFinding(toDocument({ cors: { origins: [origin] } }))).toMatchObject({ code });
  });

  test('from this machine is a local-address in a build', () => {
    const document = toDocument({ cors: { origins: ['http://localhost:5173'] } });
    expect(onlyFinding(document, { hosts: 'publicOnly' })).toMatchObject({ code: 'local-address' });
  });

  test('with a header that is none, or all of them, is an invalid-field-name', () => {
    const cors = { origins: ['https://app.acme.dev'], allowHeaders: ['x-ok', '*'], exposeHeaders: ['x y'] };
    expect(codesOf(toDocument({ cors }))).toEqual([
      'invalid-field-name /cors/allowHeaders/1',
      'invalid-field-name /cors/exposeHeaders/0',
    ]);
  });
});

describe('the resource', () => {
  test('is an https URL without a fragment', () => {
    expect(findingsOf(toDocument({ resource: 'https://api.acme.dev/mcp?x=1' }))).toEqual([]);
    expect(onlyFinding(toDocument({ resource: 'https://api.acme.dev/#a' }))).toMatchObject({
      code: 'url-form',
      pointer: '/resource',
    });
    expect(onlyFinding(toDocument({ resource: 'api' }))).toMatchObject({ code: 'not-a-url' });
    expect(onlyFinding(toDocument({ resource: 'https://<your-api>' }))).toMatchObject({ code: 'placeholder' });
  });
});

describe('tests of the policy', () => {
  const withTest = (changes: Record<string, unknown>) =>
    toDocument({ tests: [{ request: 'GET /orders', expect: 'deny', ...changes }] });

  test.each(['allow', 'deny', 'deny:scope_insufficient'])('may expect %s', (expectation) => {
    expect(findingsOf(withTest({ expect: expectation, token: { issuer: 'machines', scopes: [] } }))).toEqual([]);
  });

  test.each([
    ['alow', 'did you mean "allow"?'],
    ['denied', null],
    ['deny:scope_insuficient', 'did you mean "deny:scope_insufficient"?'],
    ['deny:token_expird', 'did you mean "deny:token_expired"?'],
    ['deny:toString', null],
    ['allow:x', 'did you mean "allow"?'],
  ])('that expect %s are a test-expectation', (expectation, suggestion) => {
    expect(onlyFinding(withTest({ expect: expectation }))).toMatchObject({
      code: 'test-expectation',
      pointer: '/tests/0/expect',
      suggestion,
    });
  });

  test.each(['/orders', 'GET', 'get /orders', 'GET  /orders', 'GET /a b'])('of "%s" are a test-request', (request) => {
    expect(onlyFinding(withTest({ request }))).toMatchObject({ code: 'test-request', pointer: '/tests/0/request' });
  });

  test('with a token of nobody are an unknown-issuer', () => {
    expect(onlyFinding(withTest({ token: { issuer: 'machine' } }))).toMatchObject({
      code: 'unknown-issuer',
      pointer: '/tests/0/token/issuer',
      suggestion: 'did you mean "machines"?',
    });
  });
});
