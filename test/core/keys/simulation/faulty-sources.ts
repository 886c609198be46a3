/**
 * Key sources with one defect each, of kinds that real verifiers have: what the oracle must catch.
 *
 * Most wrap the real source; what it answers, or what it is given, is bent in one place.
 */
import { createKeySource, type KeyAnswer, type KeySource, type Ports } from '@sallyport/core';
import type { CreateSource } from './environment.ts';
import { materialOf } from './key-pool.ts';

const NOT_FOUND: KeyAnswer = { kind: 'denied', reason: 'key_not_found' };
const FAULT: KeyAnswer = { kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 5 };

type Bend = (answer: KeyAnswer, kid: string | null, ports: Ports) => KeyAnswer | Promise<KeyAnswer>;

/** The real source with its answers bent; `createBend` is called once a source. */
const bending =
  (createBend: (report: KeySource['report']) => Bend): CreateSource =>
  (issuer, ports) => {
    const source = createKeySource(issuer, ports);
    const bend = createBend(source.report);
    return { ...source, find: async (query) => bend(await source.find(query), query.kid, ports) };
  };

/** The real source in a bent world. */
const given =
  (toPorts: (ports: Ports) => Partial<Ports>): CreateSource =>
  (issuer, ports) =>
    createKeySource(issuer, { ...ports, ...toPorts(ports) });

/** Remembers every key it has seen and goes on trusting it. */
const remembering = (kinds: readonly KeyAnswer['kind'][], known = new Map<string | null, KeyAnswer>()): Bend => {
  return (answer, kid) => {
    if (answer.kind === 'found') known.set(kid, answer);
    return kinds.includes(answer.kind) ? (known.get(kid) ?? answer) : answer;
  };
};

const acrossIssuers = new Map<string | null, KeyAnswer>();

export interface Defect {
  readonly name: string;
  readonly source: CreateSource;
  /** What the oracle must say of it in one schedule or another. */
  readonly breach: RegExp;
}

export const DEFECTS: readonly Defect[] = [
  {
    name: 'merges sets, so that a removed key stays trusted',
    source: bending(() => remembering(['denied'])),
    breach: /found what no set in force holds/,
  },
  {
    name: 'serves an expired set in an outage',
    source: bending((report) => {
      let known = new Map<string | null, KeyAnswer>();
      let fetchedAt: number | null = null;
      return (answer, kid) => {
        if (report().fetchedAt !== fetchedAt) known = new Map();
        ({ fetchedAt } = report());
        if (answer.kind === 'found') known.set(kid, answer);
        return known.get(kid) ?? answer;
      };
    }),
    breach: /used an expired set/,
  },
  {
    name: 'shares its keys between issuers by kid alone',
    source: bending(() => remembering(['fault', 'denied'], acrossIssuers)),
    breach: /found what no set in force holds/,
  },
  {
    name: 'caches an unknown kid for ever',
    source: bending(() => {
      const unknown = new Set<string | null>();
      return (answer, kid) => {
        if (answer.kind === 'denied') unknown.add(kid);
        return unknown.has(kid) ? NOT_FOUND : answer;
      };
    }),
    breach: /key_not_found without a set of the last 6 s/,
  },
  {
    name: 'denies a token where it has a fault',
    source: bending(() => (answer) => (answer.kind === 'fault' ? NOT_FOUND : answer)),
    breach: /key_not_found without a set of the last 6 s/,
  },
  {
    name: 'refuses good tokens while its issuer is down',
    source: bending((report) => (answer) => (report().state === 'stale' ? FAULT : answer)),
    breach: /a good key was refused by a fault/,
  },
  {
    name: 'refuses known keys in a flood of unknown ones',
    source: bending(() => {
      let unknown = 0;
      return (answer) => {
        if (answer.kind === 'found') return unknown > 20 ? NOT_FOUND : answer;
        unknown += 1;
        return answer;
      };
    }),
    breach: /key_not_found without a set of the last 6 s/,
  },
  {
    name: 'never asks again for an unknown kid',
    source: bending(() => {
      const known = new Set<string | null>();
      return (answer, kid) => {
        if (answer.kind === 'found' && known.size < 2) known.add(kid);
        return known.size < 2 || known.has(kid) ? answer : FAULT;
      };
    }),
    breach: /a good key was refused|a key published 10 s ago|a fault though the issuer answers/,
  },
  {
    name: 'asks for every unknown kid',
    source: (issuer, ports) => {
      const source = createKeySource(issuer, ports);
      let more = 0;
      const find: KeySource['find'] = async (query) => {
        const answer = await source.find(query);
        if (answer.kind === 'found' || issuer.keys.kind !== 'jwksUri') return answer;
        const init = { method: 'GET', headers: {}, redirect: 'manual', signal: new AbortController().signal } as const;
        more += 1;
        ports.fetch(issuer.keys.uri, init).catch(() => undefined);
        return answer;
      };
      return { find, report: () => ({ ...source.report(), fetches: source.report().fetches + more }) };
    },
    breach: /forced \d+ ms after the last|two requests at once/,
  },
  {
    name: 'keeps asking an issuer that fails',
    source: given(() => ({ random: () => -1 })),
    breach: /asked \d+ ms after failure/,
  },
  {
    name: 'hangs where it has no keys',
    source: bending(() => (answer) => (answer.kind === 'fault' ? new Promise<KeyAnswer>(() => undefined) : answer)),
    breach: /no answer for \d+ ms|questions never answered/,
  },
  {
    name: 'makes a held key wait',
    source: bending((report) => async (answer, _kid, ports) => {
      if (report().state === 'stale') await ports.sleep(900);
      return answer;
    }),
    breach: /a held key took/,
  },
  {
    name: 'has no deadline',
    source: given(({ sleep }) => ({
      sleep: (timeoutMs, signal) => sleep(timeoutMs >= 2_900 ? 100_000 : timeoutMs, signal),
    })),
    breach: /an answer took|adopted what (?:came after the deadline|never came whole)|no answer for|a held key took/,
  },
  {
    name: 'ignores Cache-Control',
    source: given((ports) => ({
      fetch: async (url, init) => new Response((await ports.fetch(url, init)).body),
    })),
    breach: /reports (fresh|stale), is (fresh|stale)|adopted what never came whole/,
  },
  {
    name: 'follows redirects and takes what it finds there',
    source: given((ports) => ({
      fetch: async (url, init) => {
        const response = await ports.fetch(url, init);
        if (response.status !== 302) return response;
        return Response.json({ keys: [{ ...materialOf(0).jwk, kid: 'k1' }] });
      },
    })),
    breach: /adopted what never came whole/,
  },
  {
    name: 'lets a slower older answer replace a newer one',
    source: (issuer, ports) => {
      // Two sources that take turns: the one whose answer came last counts.
      const sources = [0, 1].map((index) =>
        createKeySource(issuer, {
          ...ports,
          onKeyEvent: (event) => {
            if (event.kind === 'adopted') latest = index;
            ports.onKeyEvent?.(event);
          },
        }),
      );
      let latest = 0;
      let turn = 0;
      const at = (index: number): (typeof sources)[number] => sources[index] ?? createKeySource(issuer, ports);
      const fetches = (): number => sources.reduce((sum, source) => sum + source.report().fetches, 0);
      return {
        find: (query) => {
          turn += 1;
          return at(turn % 2).find(query);
        },
        report: () => ({ ...at(latest).report(), fetches: fetches() }),
      };
    },
    breach: /a slower older answer replaced a newer one/,
  },
];
