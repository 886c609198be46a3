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

/** A tier that nothing can be put into, and what it holds: sets of two scopes at least. */
export interface HeldSets {
  readonly tier: KeyTier;
  readonly sets: readonly { readonly scope: KeyTierScope; readonly kids: readonly string[] }[];
}

/** One promise of a read-only tier; `hold` throws where it is broken. */
export interface ReadOnlyPromise {
  readonly name: string;
  readonly hold: (held: HeldSets) => Promise<void>;
}

/** The promises of a tier that only reads. */
export const READ_ONLY_TIER: readonly ReadOnlyPromise[] = [
  {
    name: 'gives every scope its own set',
    hold: async ({ tier, sets }) => {
      equal(sets.length > 1, true);
      for (const { scope, kids } of sets) equal(toKids(await tier.get(scope)), kids);
    },
  },
  {
    name: 'holds nothing for any other issuer, place, or pair of them whose texts run together',
    hold: async ({ tier, sets }) => {
      const isHeld = ({ iss, place }: KeyTierScope): boolean =>
        sets.some(({ scope }) => scope.iss === iss && scope.place === place);
      const others = sets.flatMap(({ scope: { iss, place } }) => [
        ...sets.map(({ scope }) => scopeOf(iss, scope.place)),
        scopeOf(place, iss),
        scopeOf(iss, ''),
        scopeOf('', place),
        scopeOf(`${iss}/`, place),
        scopeOf(iss.toUpperCase(), place),
        scopeOf(`${iss}${place}`, ''),
        scopeOf(`${iss}&place=${place}`, place),
        scopeOf(iss, `${place}&iss=${iss}`),
        scopeOf('__proto__', 'constructor'),
      ]);
      for (const scope of others) if (!isHeld(scope)) equal(await tier.get(scope), null);
    },
  },
  {
    name: 'reads twice the same, and nothing older the second time',
    hold: async ({ tier, sets }) => {
      for (const { scope } of sets) {
        const [first, second] = [toCopy(await tier.get(scope)), toCopy(await tier.get(scope))];
        equal({ ...second, fetchedAtMs: 0 }, { ...first, fetchedAtMs: 0 });
        equal(second.fetchedAtMs >= first.fetchedAtMs, true);
      }
    },
  },
  {
    name: 'is not changed by a write',
    hold: async ({ tier, sets }) => {
      const absent = scopeOf('https://absent.test');
      for (const { scope } of [...sets, { scope: absent }]) await tier.put(scope, copyOf('forged', Date.now()));
      for (const { scope, kids } of sets) equal(toKids(await tier.get(scope)), kids);
      equal(await tier.get(absent), null);
    },
  },
];

function toCopy(stored: Awaited<ReturnType<KeyTier['get']>>): StoredKeySet {
  if (stored === null || stored === 'unreachable') throw new Error(`expected a copy, got ${stored}`);
  return stored;
}

function toKids(stored: Awaited<ReturnType<KeyTier['get']>>): readonly string[] {
  const { keys } = toCopy(stored).body as { readonly keys: readonly { readonly kid: string }[] };
  return keys.map(({ kid }) => kid);
}

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
