import { compilePolicy, type Policy, type PolicyDocument, PolicyError } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { describe, expect, test } from 'vitest';
import { findOrigin, type Origin, resolveOrigins } from '../../packages/worker/src/origin.ts';
import { acmePolicy } from './acme.ts';

const binding = { fetch: async () => new Response('bound') };

const toDocument = (worker: PolicyDocument['worker']): PolicyDocument =>
  acmePolicy('https://tokens.acme.dev', worker ? { worker } : {});

async function build(worker?: PolicyDocument['worker']): Promise<Policy> {
  const built = await buildPolicy(checkPolicy(toDocument(worker), { env: {}, variables: 'assume' }));
  if (built === null) throw new Error('the policy under test has errors');
  return built;
}

function resolve(
  worker: PolicyDocument['worker'],
  env: Record<string, unknown>,
  policy: Policy = toDocument(worker),
): readonly Origin[] {
  const variables = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const { policy: compiled } = compilePolicy(policy, { env: variables });
  if (compiled === null) throw new Error('the policy under test has errors');
  return resolveOrigins(policy, compiled, env, variables);
}

const toPlaces = (origins: readonly Origin[]): unknown => origins.map(({ prefix, base }) => [prefix, base]);

describe('resolveOrigins', () => {
  test('takes the binding, the URL or the origins of the policy', () => {
    expect(toPlaces(resolve(undefined, { ORIGIN: binding }))).toEqual([['/', null]]);
    expect(toPlaces(resolve(undefined, { ORIGIN_URL: 'https://origin.acme.dev' }))).toEqual([
      ['/', 'https://origin.acme.dev'],
    ]);
    expect(toPlaces(resolve({ origins: 'https://origin.acme.dev' }, {}))).toEqual([['/', 'https://origin.acme.dev']]);
  });

  test('a prefix of the policy wins, the binding stands for everything else', () => {
    const origins = { '/orders': 'https://orders.acme.dev', '/': 'https://rest.acme.dev' };
    const both = { ORIGIN: binding, ORIGIN_URL: 'https://other.acme.dev' };
    expect(toPlaces(resolve({ origins }, both))).toEqual([
      ['/orders', 'https://orders.acme.dev'],
      ['/', null],
    ]);
    expect(toPlaces(resolve({ origins }, { ORIGIN_URL: 'https://other.acme.dev' }))).toEqual([
      ['/orders', 'https://orders.acme.dev'],
      ['/', 'https://rest.acme.dev'],
    ]);
    expect(
      toPlaces(resolve({ origins: { '/orders': origins['/orders'] } }, { ORIGIN_URL: 'https://other.acme.dev' })),
    ).toEqual([
      ['/orders', 'https://orders.acme.dev'],
      ['/', 'https://other.acme.dev'],
    ]);
  });

  test('refuses to be without an origin', () => {
    expect(() => resolve(undefined, {})).toThrow(PolicyError);
    expect(() => resolve(undefined, { ORIGIN: 'https://origin.acme.dev', ORIGIN_URL: '' })).toThrow(/ORIGIN_URL/);
  });

  test.each([
    'origin.acme.dev',
    'ftp://origin.acme.dev',
    'http://origin.acme.dev',
    'https://origin.acme.dev/base',
    'x',
  ])('refuses ORIGIN_URL %s', (ORIGIN_URL) => {
    expect(() => resolve(undefined, { ORIGIN_URL })).toThrow(PolicyError);
  });

  test('takes a loopback ORIGIN_URL from a document and never from a built policy', async () => {
    const env = { ORIGIN_URL: 'http://127.0.0.1:8080' };
    expect(toPlaces(resolve(undefined, env))).toEqual([['/', 'http://127.0.0.1:8080']]);
    const built = await build();
    expect(() => resolve(undefined, env, built)).toThrow(PolicyError);
    expect(() => resolve(undefined, { ORIGIN_URL: 'https://localhost' }, built)).toThrow(PolicyError);
  });

  test('a built policy leads where its document does', async () => {
    const worker = { origins: { '/orders': 'https://orders.acme.dev' } };
    const env = { ORIGIN_URL: 'https://other.acme.dev' };
    expect(toPlaces(resolve(undefined, env, await build(worker)))).toEqual(toPlaces(resolve(worker, env)));
  });
});

describe('findOrigin', () => {
  const base = 'https://orders.acme.dev';
  const at = (prefix: string): Origin => ({ prefix, base, name: base, fetch: binding.fetch });
  const origins = [at('/orders/eu'), at('/orders')];

  test.each([
    ['/orders', '/orders'],
    ['/orders/', '/orders'],
    ['/orders/1', '/orders'],
    ['/orders/eu', '/orders/eu'],
    ['/orders/eu/1', '/orders/eu'],
    ['/orders/europe', '/orders'],
    ['/ordersx', undefined],
    ['/', undefined],
  ])('%s goes to %s', (path, prefix) => {
    expect(findOrigin(origins, path)?.prefix).toBe(prefix);
  });

  test('every path is under /', () => {
    expect(findOrigin([at('/')], '/')?.prefix).toBe('/');
    expect(findOrigin([at('/')], '/a/b')?.prefix).toBe('/');
  });
});
