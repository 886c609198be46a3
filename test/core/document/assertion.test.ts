import { describe, expect, test } from 'vitest';
import { resolveAssertionKeys } from '../../../packages/core/src/document/assertion-keys.ts';
import { buildPolicy } from '../../../packages/core/src/document/build.ts';
import { compilePolicy } from '../../../packages/core/src/document/compile.ts';
import { PolicyError } from '../../../packages/core/src/document/finding.ts';
import { codesOf, compile, compiled, findingsOf, type Json, onlyFinding, toDocument } from './compiling.ts';

const KEY = `$\{ASSERTION_KEY}`;
const NEXT = `$\{NEXT_KEY}`;
const publicOrigin = 'https://gate.acme.dev';

/** A policy whose gate asserts; `worker` stands over the section. */
const asserting = (assertion: unknown, worker: Json = {}): Json =>
  toDocument({ worker: { publicOrigin, assertion, ...worker } });

describe('worker.assertion', () => {
  test('compiles to the names of its variables, and needs no value of them', () => {
    expect(compiled(asserting({ key: KEY })).worker.assertion).toEqual({
      header: 'sallyport-assertion',
      keyVariable: 'ASSERTION_KEY',
      nextKeyVariable: null,
    });
    expect(compiled(asserting({ key: KEY, nextKey: NEXT, header: 'X-Gate' })).worker.assertion).toEqual({
      header: 'x-gate',
      keyVariable: 'ASSERTION_KEY',
      nextKeyVariable: 'NEXT_KEY',
    });
    expect(compiled(toDocument()).worker.assertion).toBeNull();
  });

  test('is carried by a build, with the names alone', async () => {
    const built = await buildPolicy(compile(asserting({ key: KEY }), { hosts: 'publicOnly' }));
    if (built === null) throw new Error('not built');
    const { policy } = compilePolicy(JSON.parse(JSON.stringify(built)), { env: {} });
    expect(policy?.worker.assertion?.keyVariable).toBe('ASSERTION_KEY');
  });

  test('with a key that stands in the policy is a literal-secret, never repeated', async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const jwk = await crypto.subtle.exportKey('jwk', privateKey);
    for (const written of [JSON.stringify(jwk), jwk]) {
      for (const [assertion, place] of [
        [{ key: written }, 'key'],
        [{ key: KEY, nextKey: written }, 'nextKey'],
      ] as const) {
        const findings = findingsOf(asserting(assertion), { hosts: 'publicOnly', variables: 'assume' });
        expect(findings).toMatchObject([{ level: 'error', pointer: `/worker/assertion/${place}` }]);
        if (typeof written === 'string') expect(findings[0]?.code).toBe('literal-secret');
        expect(JSON.stringify(findings)).not.toContain(jwk.d);
      }
    }
  });

  test.each([
    ['without publicOrigin', { assertion: { key: KEY } }, 'assertion-issuer /worker/assertion'],
    ['without a key', { publicOrigin, assertion: {} }, 'missing-key /worker/assertion'],
    [
      'with one variable twice',
      { publicOrigin, assertion: { key: KEY, nextKey: KEY } },
      'duplicate-secret /worker/assertion/nextKey',
    ],
    [
      'with text around its variable',
      { publicOrigin, assertion: { key: `a${KEY}` } },
      'variable-inside-text /worker/assertion/key',
    ],
    [
      'in the Authorization header',
      { publicOrigin, assertion: { key: KEY, header: 'Authorization' } },
      'forbidden-header /worker/assertion/header',
    ],
    [
      'in a header that cannot be',
      { publicOrigin, assertion: { key: KEY, header: 'a b' } },
      'invalid-field-name /worker/assertion/header',
    ],
    [
      'in a header of the identity',
      { publicOrigin, identityHeaders: { Sallyport_Assertion: 'subject' }, assertion: { key: KEY } },
      'header-conflict /worker/assertion/header',
    ],
    [
      'with a variable in its header',
      { publicOrigin, assertion: { key: KEY, header: KEY } },
      'variable-not-allowed /worker/assertion/header',
    ],
  ])('%s is an error', (_name, worker, code) => {
    expect(codesOf(toDocument({ worker }))).toContain(code);
  });

  test.each([publicOrigin, `${publicOrigin}/`])('in the name of the issuer %s is an own-issuer', (issuer) => {
    const issuers = { self: { issuer, audience: 'https://api.acme.dev' } };
    expect(onlyFinding(toDocument({ issuers, worker: { publicOrigin, assertion: { key: KEY } } }))).toMatchObject({
      code: 'own-issuer',
      pointer: '/worker/publicOrigin',
    });
    expect(findingsOf(toDocument({ issuers, worker: { publicOrigin } }))).toEqual([]);
  });

  test('is an own-issuer too where a variable holds the name', () => {
    const issuers = { self: { issuer: `$\{ISS}`, audience: 'https://api.acme.dev' } };
    const document = toDocument({ issuers, worker: { publicOrigin: `$\{GATE}`, assertion: { key: KEY } } });
    const env = { ISS: 'https://one.acme.dev', GATE: 'https://one.acme.dev' };
    expect(codesOf(document, { env })).toEqual(['own-issuer /worker/publicOrigin']);
  });
});

describe('resolveAssertionKeys', async () => {
  const [one, other] = await Promise.all([makeJwk(), makeJwk()]);
  const assertion = { header: 'a', keyVariable: 'ONE', nextKeyVariable: 'OTHER' };
  const env = { ONE: JSON.stringify(one), OTHER: JSON.stringify(other) };

  function failureOf(values: Readonly<Record<string, string>>): PolicyError {
    try {
      resolveAssertionKeys(assertion, values);
    } catch (error) {
      if (error instanceof PolicyError) return error;
    }
    throw new Error('It was taken.');
  }

  test('reads the current and the next, and nothing beside the key', () => {
    const { x, y, d } = one;
    expect(resolveAssertionKeys(assertion, env)).toMatchObject({
      current: { variable: 'ONE', jwk: { kty: 'EC', crv: 'P-256', x, y, d } },
      next: { variable: 'OTHER' },
    });
    expect(Object.keys(resolveAssertionKeys(assertion, env).current.jwk).sort()).toEqual(['crv', 'd', 'kty', 'x', 'y']);
    expect(resolveAssertionKeys({ ...assertion, nextKeyVariable: null }, env).next).toBeNull();
  });

  test('names every variable that is missing', () => {
    expect(failureOf({ OTHER: '' }).findings).toMatchObject([
      { code: 'variable-missing', pointer: '/worker/assertion/key' },
      { code: 'variable-missing', pointer: '/worker/assertion/nextKey' },
    ]);
  });

  test.each([
    ['no JSON', 'secret-text'],
    ['null', 'null'],
    ['a list', JSON.stringify([one])],
    ['a public key', JSON.stringify({ ...one, d: undefined })],
    ['another curve', JSON.stringify({ ...one, crv: 'P-384' })],
    ['another type', JSON.stringify({ ...one, kty: 'OKP' })],
    ['a short secret', JSON.stringify({ ...one, d: one.d?.slice(0, 40) })],
    ['padding', JSON.stringify({ ...one, d: `${one.d}=` })],
    ['another algorithm', JSON.stringify({ ...one, alg: 'ES384' })],
    ['another use', JSON.stringify({ ...one, use: 'enc' })],
    ['another operation', JSON.stringify({ ...one, key_ops: ['deriveKey'] })],
    ['a key set', JSON.stringify({ keys: [one] })],
  ])('refuses %s as an assertion-key, and repeats nothing of it', (_name, text) => {
    const failure = failureOf({ ...env, ONE: text });
    expect(failure.findings).toMatchObject([{ code: 'assertion-key', pointer: '/worker/assertion/key' }]);
    const said = `${failure.message}${JSON.stringify(failure.findings)}`;
    expect(said).toContain('ONE');
    expect(said).not.toContain(one.d?.slice(0, 16));
    expect(said).not.toContain('secret-text');
  });

  test('refuses one key under two names', () => {
    expect(failureOf({ ONE: env.ONE, OTHER: env.ONE }).findings).toMatchObject([{ code: 'duplicate-secret' }]);
  });
});

async function makeJwk(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return crypto.subtle.exportKey('jwk', pair.privateKey);
}
