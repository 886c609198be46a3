/**
 * A remote key source under a fake clock and a scripted issuer, for the tests of its states.
 */
import type { CompiledIssuer, KeyAnswer, KeyEvent, KeyQuery, KeySource, Ports } from '@sallyport/core';
import { createKeySource } from '../../packages/core/src/keys/create.ts';
import { compiledIssuer } from './compiled-issuer.ts';
import { createFakeClock, type FakeClock, flush } from './fake-clock.ts';
import { createScriptedFetch, type ScriptedFetch } from './scripted-fetch.ts';

export const ISS = 'https://issuer.test';
export const JWKS_URI = 'https://issuer.test/jwks';

export interface Bench {
  readonly source: KeySource;
  readonly clock: FakeClock;
  readonly script: ScriptedFetch;
  readonly events: readonly KeyEvent[];
  /** Reasons of events of one kind. */
  readonly whys: (kind: KeyEvent['kind']) => readonly (string | undefined)[];
  readonly find: (kid: string | null, query?: Partial<KeyQuery>) => Promise<KeyAnswer>;
  /** Asks and lets the clock run until there is an answer; fails the test where none comes. */
  readonly ask: (kid: string | null, query?: Partial<KeyQuery>) => Promise<KeyAnswer>;
  /** The same, with how long the answer took by the clock. */
  readonly timed: (kid: string | null, query?: Partial<KeyQuery>) => Promise<{ answer: KeyAnswer; tookMs: number }>;
  /** Requests for the key set so far. */
  readonly keyFetches: () => number;
}

export function createBench(
  options: {
    readonly issuer?: Partial<CompiledIssuer>;
    readonly ports?: Partial<Ports>;
    readonly clock?: FakeClock;
  } = {},
): Bench {
  const clock = options.clock ?? createFakeClock();
  const script = createScriptedFetch(clock);
  const events: KeyEvent[] = [];
  const issuer = compiledIssuer({
    iss: ISS,
    keys: { kind: 'jwksUri', uri: JWKS_URI, binding: null },
    ...options.issuer,
  });
  const ports: Ports = {
    clock: clock.now,
    fetch: script.fetch,
    sleep: clock.sleep,
    random: () => 1,
    newId: () => 'id',
    background: 'none',
    env: {},
    onKeyEvent: (event) => events.push(event),
    ...options.ports,
  };
  const source = createKeySource(issuer, ports);
  const find: Bench['find'] = async (kid, query = {}) => source.find({ kid, algorithm: 'ES256', ...query });
  const timed: Bench['timed'] = async (kid, query) => {
    const startedAtMs = clock.now();
    let answered: KeyAnswer | null = null;
    let answeredAtMs = 0;
    const pending = find(kid, query).then((answer) => {
      answered = answer;
      answeredAtMs = clock.now();
    });
    for (let turn = 1; answered === null && turn < 3_000; turn += 1) {
      await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 1))]);
      await flush();
      // Imports run on threads, which no clock of ours moves: they get real time before the clock goes on.
      if (answered === null && turn % 5 === 0) await clock.step();
    }
    if (answered === null) throw new Error('no answer');
    return { answer: answered, tookMs: answeredAtMs - startedAtMs };
  };
  return {
    source,
    clock,
    script,
    events,
    whys: (kind) => events.filter((event) => event.kind === kind).map((event) => event.why),
    find,
    timed,
    ask: async (kid, query) => (await timed(kid, query)).answer,
    keyFetches: () => script.callsOf(JWKS_URI).length,
  };
}

/** What an answer comes down to: the kids of its candidates, or its reason. */
export function outcome(answer: KeyAnswer): string {
  return answer.kind === 'found' ? `found ${answer.candidates.map(({ kid }) => kid).join(' ')}` : answer.reason;
}
