import { describe, expect, test } from 'vitest';
import { codesOf, compiled, findingsOf, onlyFinding, toDocument, withIssuer, withRoute } from './compiling.ts';

const VARIABLE = `\${NAME}`;

describe('a variable', () => {
  test('is resolved in every place that takes one', () => {
    const env = {
      ISS: 'https://tokens.acme.dev/{tid}',
      AUD: 'api',
      KEYS: 'https://tokens.acme.dev/keys',
      TENANT: 't-1',
      SHARED: 'shared',
      ORIGIN: 'https://orders.internal',
      PUBLIC: 'https://api.acme.dev',
    };
    const policy = compiled(
      toDocument({
        audience: [`\${SHARED}`],
        issuers: {
          a: { issuer: `\${ISS}`, tenants: [`\${TENANT}`], audience: `\${AUD}`, jwksUri: `\${KEYS}` },
          b: { issuer: 'https://b.acme.dev' },
        },
        worker: { origins: { '/': `\${ORIGIN}` }, publicOrigin: `\${PUBLIC}` },
      }),
      { env },
    );
    expect(policy.issuers.map(({ iss, audiences, keys }) => [iss, audiences, keys.kind])).toEqual([
      ['https://tokens.acme.dev/t-1', new Set(['api']), 'jwksUri'],
      ['https://b.acme.dev', new Set(['shared']), 'discovery'],
    ]);
    expect(policy.worker).toMatchObject({
      origins: [{ prefix: '/', origin: 'https://orders.internal' }],
      publicOrigin: 'https://api.acme.dev',
    });
    expect(compiled(toDocument({ worker: { origins: `\${ORIGIN}` } }), { env }).worker.origins).toEqual([
      { prefix: '/', origin: 'https://orders.internal' },
    ]);
  });

  test.each<[Record<string, string | undefined>, string]>([
    [{}, 'the variable NAME is not set'],
    [{ NAME: undefined }, 'the variable NAME is not set'],
    [{ NAME: '' }, 'the variable NAME is empty'],
  ])('that is missing or empty is a variable-missing that names it: %o', (env, message) => {
    expect(onlyFinding(withIssuer({ issuer: VARIABLE }), { env })).toMatchObject({
      level: 'error',
      code: 'variable-missing',
      pointer: '/issuers/machines/issuer',
      message,
      suggestion: 'set NAME for this gate',
    });
  });

  test.each(['constructor', '__proto__', 'toString'])('called %s is not set where only objects inherit it', (name) => {
    expect(onlyFinding(withIssuer({ issuer: `\${${name}}` }))).toMatchObject({ code: 'variable-missing' });
  });

  test.each<[unknown, string]>([
    [withIssuer({ issuer: `https://\${NAME}/` }), '/issuers/machines/issuer'],
    [withIssuer({ audience: [`\${NAME}/api`] }), '/issuers/machines/audience/0'],
    [withIssuer({ issuer: `\${my-name}` }), '/issuers/machines/issuer'],
    [toDocument({ worker: { origins: `https://\${NAME}` } }), '/worker/origins'],
  ])('%# that is not the whole string is a variable-inside-text', (document, pointer) => {
    expect(onlyFinding(document, { env: { NAME: 'x' } })).toMatchObject({
      level: 'error',
      code: 'variable-inside-text',
      pointer,
    });
  });

  test('whose value holds another is a variable-inside-text', () => {
    expect(onlyFinding(withIssuer({ issuer: VARIABLE }), { env: { NAME: `https://\${HOST}` } })).toMatchObject({
      code: 'variable-inside-text',
      message: 'the value of NAME holds another variable',
    });
  });

  test.each<[unknown, string, string]>([
    [withRoute({ scopes: [`\${NAME}`] }), '/routes/GET ~1orders~1:id/scopes/0', 'value'],
    [withRoute({ claims: { sub: `\${NAME}` } }), '/routes/GET ~1orders~1:id/claims/sub', 'value'],
    [withRoute({ claims: { '${NAME}': 'x' } }), `/routes/GET ~1orders~1:id/claims/\${NAME}`, 'name'],
    [withRoute({ client: `\${NAME}` }), '/routes/GET ~1orders~1:id/client', 'value'],
    [withIssuer({ requiredClaims: [`\${NAME}`] }), '/issuers/machines/requiredClaims/0', 'value'],
    [withIssuer({ blockedKeys: [`\${NAME}`] }), '/issuers/machines/blockedKeys/0', 'value'],
    [toDocument({ resource: `\${NAME}` }), '/resource', 'value'],
    [toDocument({ cors: { origins: [`\${NAME}`] } }), '/cors/origins/0', 'value'],
  ])('%# anywhere else is a variable-not-allowed', (document, pointer, at) => {
    expect(onlyFinding(document, { env: { NAME: 'https://x.acme.dev' } })).toMatchObject({
      level: 'error',
      code: 'variable-not-allowed',
      pointer,
      at,
    });
  });

  test('in the free text of a test or a key is text', () => {
    const document = toDocument({
      tests: [{ request: 'GET /orders', token: { issuer: 'machines', claims: { note: VARIABLE } }, expect: 'deny' }],
    });
    expect(findingsOf(document)).toEqual([]);
  });

  test('is judged by its value: what it holds must be as good as what is written', () => {
    const document = withIssuer({ issuer: VARIABLE });
    expect(codesOf(document, { env: { NAME: 'http://tokens.acme.dev' } })).toEqual([
      'http-address /issuers/machines/issuer',
    ]);
    expect(codesOf(document, { env: { NAME: 'http://localhost:1' }, hosts: 'publicOnly' })).toEqual([
      'local-address /issuers/machines/issuer',
    ]);
  });
});

describe('assumed variables', () => {
  const document = toDocument({
    audience: `\${AUD}`,
    issuers: {
      a: { preset: 'okta', issuer: `\${ISS_A}` },
      b: { preset: 'auth0', issuer: `\${ISS_B}`, jwksUri: `\${KEYS}` },
      c: { issuer: `\${ISS_C}`, tenants: [`\${T_1}`, `\${T_2}`] },
      d: { issuer: 'legacy', hmac: { secrets: [`\${S_1}`, `\${S_2}`], encoding: 'base64url' }, algorithms: ['HS512'] },
    },
    worker: { origins: { '/': `\${ORIGIN}` }, publicOrigin: `\${PUBLIC}` },
  });

  test('let the rest of a policy be judged without a deployment', () => {
    expect(findingsOf(document, { variables: 'assume' })).toEqual([]);
    expect(findingsOf(document, { variables: 'assume', hosts: 'publicOnly' })).toEqual([]);
    expect(codesOf({ ...document, log: { decisions: 'x' } }, { variables: 'assume' })).toEqual([
      'wrong-value /log/decisions',
    ]);
  });

  test('are addresses that nobody owns, one for each name', () => {
    const { issuers } = compiled(document, { variables: 'assume' });
    expect(issuers.map(({ iss }) => iss)).toEqual([
      'https://iss-a.assumed.invalid',
      'https://iss-b.assumed.invalid',
      'https://iss-c.assumed.invalid/assumed-t-1',
      'https://iss-c.assumed.invalid/assumed-t-2',
      'legacy',
    ]);
  });

  test('never stand in for what is set', () => {
    const env = { ISS_A: 'http://acme.dev' };
    expect(codesOf(document, { env, variables: 'assume' })).toEqual([
      'http-address /issuers/a/issuer',
      'preset-issuer /issuers/a/issuer',
    ]);
  });

  test('are not what a gate does', () => {
    expect(codesOf(document)).toContain('variable-missing /issuers/a/issuer');
  });
});
