/**
 * What every tier of key sets owes its readers: cases to run against each one, in whatever runtime it lives.
 */
import type { KeyTier, KeyTierScope, StoredKeySet } from '@sallyport/core';

/** One promise of the contract; `hold` throws where it is broken. */
export interface TierPromise {
  readonly name: string;
  readonly hold: (tier: KeyTier) => Promise<void>;
}

const scopeOf = (iss: string, place = 'discovery'): KeyTierScope => ({ iss, place });
const copyOf = (kid: string, fetchedAtMs = 1_900_000_000_000): StoredKeySet => ({
  body: {
    keys: [{ kty: 'OKP', crv: 'Ed25519', kid, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
    note: 'Ü 名 "',
  },
  fetchedAtMs,
  freshForMs: 600_000,
});

/** The promises of a tier that copies can be put into. Scopes are their own: one tier serves all of them. */
export const WRITABLE_TIER: readonly TierPromise[] = [
  {
    name: 'holds nothing before anything is put',
    hold: async (tier) => equal(await tier.get(scopeOf('https://empty.test')), null),
  },
  {
    name: 'gives back what was put: body, date and freshness to the millisecond',
    hold: async (tier) => {
      const scope = scopeOf('https://back.test');
      await tier.put(scope, copyOf('a', 1_900_000_000_123));
      equal(await tier.get(scope), copyOf('a', 1_900_000_000_123));
    },
  },
  {
    name: 'replaces a copy whole by the next',
    hold: async (tier) => {
      const scope = scopeOf('https://next.test');
      await tier.put(scope, copyOf('old'));
      await tier.put(scope, copyOf('new', 1_900_000_060_000));
      equal(await tier.get(scope), copyOf('new', 1_900_000_060_000));
    },
  },
  {
    name: 'never mixes issuers, places, or pairs of them whose texts run together',
    hold: async (tier) => {
      const scopes = [
        scopeOf('https://a.test', 'https://a.test/b/jwks'),
        scopeOf('https://a.test/b', 'https://a.test/jwks'),
        scopeOf('https://a.test', 'discovery'),
        scopeOf('https://a.test/', 'discovery'),
        scopeOf('https://A.test', 'discovery'),
        scopeOf('https://a.testdiscovery', ''),
        scopeOf('https://a.test?place=discovery', 'discovery'),
        scopeOf('https://a.test&place=x', 'discovery'),
        scopeOf('["https://a.test"', '"discovery"]'),
        scopeOf('../keys', '..'),
        scopeOf('__proto__', 'constructor'),
      ];
      for (const [index, scope] of scopes.entries()) await tier.put(scope, copyOf(`k${index}`));
      for (const [index, scope] of scopes.entries()) equal(await tier.get(scope), copyOf(`k${index}`));
      equal(await tier.get(scopeOf('https://a.test', 'https://a.test/jwks')), null);
    },
  },
  {
    name: 'keeps a set of the greatest size, and a scope of great length',
    hold: async (tier) => {
      const scope = scopeOf(`https://long.test/${'p'.repeat(3_000)}`, `https://long.test/${'q'.repeat(3_000)}`);
      const stored = { ...copyOf('a'), body: { keys: [], note: '"'.repeat(120_000) } };
      await tier.put(scope, stored);
      equal(await tier.get(scope), stored);
    },
  },
  {
    name: 'serves many at once',
    hold: async (tier) => {
      const scopes = Array.from({ length: 20 }, (_, index) => scopeOf(`https://many-${index}.test`));
      await Promise.all(scopes.map((scope, index) => tier.put(scope, copyOf(`k${index}`))));
      const copies = await Promise.all(scopes.map((scope) => tier.get(scope)));
      equal(
        copies,
        scopes.map((_, index) => copyOf(`k${index}`)),
      );
    },
  },
];

function equal(actual: unknown, expected: unknown): void {
  const [one, other] = [toText(actual), toText(expected)];
  if (one !== other) throw new Error(`expected ${other.slice(0, 200)}, got ${one.slice(0, 200)}`);
}

/** JSON with sorted members: a tier may write them in another order. */
function toText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
