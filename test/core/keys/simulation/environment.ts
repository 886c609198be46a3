/**
 * One environment that answers questions with key sources: an isolate, a server or a Lambda environment, until it ends.
 */
import type { CompiledIssuer, KeyAnswer, KeyQuery, KeySource, Ports } from '@sallyport/core';
import { compiledIssuer } from '../../../support/compiled-issuer.ts';
import { type Budget, createBudget } from './budget.ts';
import type { SimulatedIssuer } from './issuer.ts';
import { createOracle, LONGEST_MS, type Oracle, type Question, type Seen } from './oracle.ts';
import type { Random } from './random.ts';
import type { IssuerIndex, Schedule } from './schedule.ts';
import type { Owner, World } from './world.ts';

export type CreateSource = (issuer: CompiledIssuer, ports: Ports) => KeySource;

export interface Environment {
  /** Asks for a key as a request of its own. */
  readonly ask: (issuer: IssuerIndex, kid: string | null) => void;
  readonly inspect: () => void;
  readonly disturb: (kind: 'jump' | 'freeze', forMs?: number) => void;
  /** Clients go away: their requests end, with all their work or with what `waitUntil` did not keep. */
  readonly lose: (how: 'all' | 'unkept') => void;
  /** Names in the set in force. */
  readonly heldKids: (issuer: IssuerIndex) => readonly string[];
  /** Ends it; nothing of it runs any more. Complains of questions that are left. */
  readonly end: (how: 'killed' | 'drained') => void;
  readonly questions: () => number;
}

interface Site {
  readonly issuer: SimulatedIssuer;
  readonly source: KeySource;
  readonly oracle: Oracle;
  readonly budget: Budget;
}

/** Starts an environment with a fresh key source for each issuer. */
export function createEnvironment(
  schedule: Schedule,
  issuers: readonly [SimulatedIssuer, SimulatedIssuer],
  world: World,
  random: Random,
  createSource: CreateSource,
  seen: Seen,
  complain: (breach: string) => void,
): Environment {
  const { runtime, location } = schedule;
  const process: Owner = { ended: false, kept: 0 };
  const open = new Map<Question, Owner>();
  let questions = 0;
  let events = 0;

  const createSite = (issuer: SimulatedIssuer): Site => {
    issuer.forget();
    const tell = (breach: string): void => complain(`${issuer.iss}: ${breach}`);
    const oracle = createOracle(issuer, world, schedule, seen, tell);
    const budget = createBudget(issuer, world, location, tell);
    const ports: Ports = {
      clock: world.wall,
      sleep: world.sleep,
      random: random.next,
      newId: () => 'id',
      background: runtime === 'server' ? 'process' : 'none',
      env: {},
      fetch: (url, init) => {
        if (process.ended) return new Promise(() => undefined);
        const response = issuer.fetch(url, init);
        budget.fetched(oracle.current());
        return response;
      },
      onKeyEvent: ({ kind }) => {
        events += 1;
        if (kind === 'adopted') oracle.adopted(source.report());
      },
    };
    const keys = {
      jwksUri: { kind: 'jwksUri', uri: issuer.jwksUri, binding: null },
      discovery: { kind: 'discovery', binding: null },
    } as const;
    const source = createSource(compiledIssuer({ iss: issuer.iss, keys: keys[location] }), ports);
    return { issuer, source, oracle, budget };
  };
  const sites: readonly [Site, Site] = [createSite(issuers[0]), createSite(issuers[1])];

  /** Ends a request: its timers never fire, what it asked for never comes. */
  const endOwner = (owner: Owner): void => {
    if (owner.ended) return;
    owner.ended = true;
    for (const { issuer, oracle, budget } of sites) {
      for (const record of issuer.records()) {
        if (record.owner !== owner || record.end !== null) continue;
        record.isDisturbed = true;
        oracle.disturb('lose');
        budget.disturb('lose');
      }
    }
  };

  const createQuery = (kid: string | null, owner: Owner, release: () => void): KeyQuery => {
    const query: KeyQuery = { kid, algorithm: 'ES256' };
    if (runtime === 'lambda' || random.chance(0.3)) return query;
    const waitUntil = (work: Promise<unknown>): void => {
      owner.kept += 1;
      const done = (): void => {
        owner.kept -= 1;
        release();
      };
      work.then(done, done);
    };
    return { ...query, waitUntil };
  };

  const ask: Environment['ask'] = (index, kid) => {
    if (world.isFrozen()) return;
    const { issuer, source, oracle, budget } = sites[index];
    const owner: Owner = runtime === 'worker' ? { ended: false, kept: 0 } : process;
    const question: Question = {
      kid,
      askedMs: world.now(),
      askedWallMs: world.wall(),
      frozenBeforeMs: world.frozenMs(),
    };
    open.set(question, owner);
    questions += 1;
    const release = (): void => {
      if (owner !== process && !open.has(question) && owner.kept === 0) endOwner(owner);
    };
    const answered = (answer: KeyAnswer): void => {
      // The answer of a request that is gone reaches nobody.
      if (open.delete(question)) oracle.answered(question, answer);
      release();
    };
    const isKnown = kid !== null && issuer.book.keys().some((key) => key.kid === kid);
    budget.asked(isKnown && oracle.current()?.offer?.keys.some((key) => key.kid === kid) ? 'known' : 'unknown');
    world
      .runAs(owner, async () => source.find(createQuery(kid, owner, release)))
      .then(answered, () => complain('a query was rejected'));
  };

  /** Judges the question that has been open for the longest. */
  const judgeOldest = (): void => {
    const [oldest] = open.keys();
    if (oldest === undefined) return;
    const openMs = world.now() - oldest.askedMs - (world.frozenMs() - oldest.frozenBeforeMs);
    if (openMs > LONGEST_MS) complain(`no answer for ${openMs} ms`);
  };

  return {
    ask,
    inspect: () => {
      judgeOldest();
      for (const { source, oracle } of sites) oracle.inspect(source.report());
    },
    disturb: (kind, forMs) => {
      for (const { oracle, budget } of sites) {
        oracle.disturb(kind, forMs);
        budget.disturb(kind);
      }
    },
    lose: (how) => {
      for (const [question, owner] of open) {
        if (owner === process) continue;
        open.delete(question);
        if (how === 'all' || owner.kept === 0) endOwner(owner);
      }
    },
    heldKids: (index) => sites[index].oracle.current()?.offer?.keys.map((key) => key.kid) ?? [],
    end: (how) => {
      if (how === 'drained' && open.size > 0) complain(`${open.size} questions never answered`);
      for (const { budget, issuer, oracle, source } of sites) {
        budget.close();
        oracle.close(source.report());
        issuer.kill('silent');
      }
      const fetches = sites.reduce((sum, { issuer }) => sum + issuer.records().length, 0);
      if (events > 12 * fetches) complain(`${events} events of ${fetches} requests`);
      process.ended = true;
      for (const owner of open.values()) owner.ended = true;
      open.clear();
    },
    questions: () => questions,
  };
}
