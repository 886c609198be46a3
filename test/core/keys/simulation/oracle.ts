/**
 * Judges a key source from outside: what it may answer, given what its issuer published, when, and what of it arrived.
 *
 * Shares nothing with the product but the names of its answers. A set counts as adopted when the source says so, and the
 * source may say so only of an answer that arrived whole and in time and is not older than the set before.
 */
import type { KeyAnswer, KeySourceReport } from '@sallyport/core';
import type { FetchRecord, SimulatedIssuer } from './issuer.ts';
import { MAX_CANDIDATES, type Offer, toExpected } from './key-book.ts';
import type { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** A question to a key source. */
export interface Question {
  readonly kid: string | null;
  readonly askedMs: number;
  readonly askedWallMs: number;
  readonly frozenBeforeMs: number;
}

/** What the oracle counts, so that a suite can show that it saw something. */
export type Seen = Record<
  'found' | 'found_stale' | 'not_found' | 'fault' | 'fault_expired' | 'adopted' | 'overtaken' | 'new_key' | 'waited',
  number
>;

export interface Oracle {
  readonly adopted: (report: KeySourceReport) => void;
  readonly answered: (question: Question, answer: KeyAnswer) => void;
  /** Judges what no answer shows: memory, counts, and that good answers are taken. */
  readonly inspect: (report: KeySourceReport) => void;
  /** The clock jumped, the environment freezes for that long, or a request was lost. */
  readonly disturb: (kind: 'jump' | 'freeze' | 'lose', forMs?: number) => void;
  readonly current: () => FetchRecord | null;
  /** Judges and counts what only shows at the end. */
  readonly close: (report: KeySourceReport) => void;
}

/** A set that was in force from an instant on. */
interface Reign {
  readonly record: FetchRecord;
  readonly offer: Offer;
  readonly fromMs: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const STALE_BOUND_MS = 24 * HOUR;
const NEWS_MS = 6 * SECOND;
const DEADLINE_MS = 3 * SECOND;
const LEASE_MS = 3.5 * SECOND;
/** How long a stale set is served at once where the refresh can outlive the answer. */
const BACKGROUND_MS = 60 * SECOND;
/** The longest wait of a query that has no keys: two for metadata, one for keys, one dead leader, and a little. */
export const LONGEST_MS: number = 15.5 * SECOND;
/** The longest wait of a query whose key is held. */
const PATIENCE_MS = 600;
const NEW_KEY_MS = 10 * SECOND;
/** After trouble: the longest back-off, twice over where a clock went back. */
const QUIET_MS = 70 * SECOND;

/** Watches one source of one issuer from its construction on. `complain` is told of every breach. */
export function createOracle(
  issuer: SimulatedIssuer,
  world: World,
  { location, runtime }: Pick<Schedule, 'location' | 'runtime'>,
  seen: Seen,
  complain: (breach: string) => void,
): Oracle {
  const reigns: Reign[] = [];
  const graceMs = runtime === 'lambda' ? 0 : BACKGROUND_MS;
  let disturbedMs = Number.NEGATIVE_INFINITY;
  let jumpedMs = Number.NEGATIVE_INFINITY;
  let brief = 0;

  const during = (fromMs: number): readonly (Reign | null)[] => {
    const inForce: (Reign | null)[] = [];
    for (let at = reigns.length - 1; at >= 0; at -= 1) {
      const reign = reigns[at];
      if (reign === undefined) break;
      inForce.push(reign);
      if (reign.fromMs < fromMs) return inForce;
    }
    return [...inForce, null];
  };
  const ageMs = ({ record }: Reign, wallMs: number): number => Math.abs(wallMs - record.startWallMs);

  const adopted: Oracle['adopted'] = ({ fetchedAt }) => {
    const before = reigns.at(-1);
    const record = issuer
      .records()
      .findLast(
        ({ startWallMs, end, offer }) =>
          end === 'whole' && offer !== null && startWallMs === (fetchedAt ?? -1) * SECOND,
      );
    if (!record?.offer) {
      complain('adopted what never came whole');
      return;
    }
    const { startMs, endMs, isDisturbed } = record;
    if (!isDisturbed && (endMs ?? 0) - startMs > DEADLINE_MS) complain('adopted what came after the deadline');
    if (before && before.record.startMs > startMs) complain('a slower older answer replaced a newer one');
    reigns.push({ record, offer: record.offer, fromMs: world.now() });
    seen.adopted += 1;
  };

  const judgeFound = (question: Question, kids: readonly string[], inForce: readonly (Reign | null)[]): void => {
    const wallMs = world.wall();
    const source = inForce.find(
      (reign) => reign !== null && kids.join() === toExpected(reign.offer, question.kid).join(),
    );
    if (!source) {
      complain('found what no set in force holds');
      return;
    }
    if (ageMs(source, wallMs) >= STALE_BOUND_MS) complain('used an expired set');
    if (world.now() - source.record.startMs >= 2 * STALE_BOUND_MS) complain('used a set of two days ago');
    seen.found += 1;
    const staleMs = ageMs(source, wallMs) - source.record.freshForMs;
    if (staleMs >= 0) seen.found_stale += 1;
    // With discovery a refresh may be two requests in turn, longer than a query waits.
    if (location === 'jwksUri' && staleMs >= graceMs && isCalmSince(question.askedMs)) {
      complain('served a stale set though the issuer answers');
    }
  };

  const judgeNotFound = ({ kid }: Question, inForce: readonly (Reign | null)[]): void => {
    seen.not_found += 1;
    const isJust = inForce.some((reign) => {
      if (reign === null) return false;
      const { offer } = reign;
      if (kid === null) return offer.keys.length + offer.others > MAX_CANDIDATES;
      if (offer.spoiltKids.has(kid)) return true;
      return !offer.keys.some((key) => key.kid === kid) && ageMs(reign, world.wall()) < NEWS_MS;
    });
    if (!isJust) complain('key_not_found without a set of the last 6 s that lacks it');
  };

  /** Whether every set in force during the question holds its key and may be used. */
  const isHeld = ({ kid, askedMs, askedWallMs }: Question, inForce: readonly (Reign | null)[]): boolean =>
    jumpedMs < askedMs &&
    inForce.every((reign) => {
      if (reign === null) return false;
      const count = toExpected(reign.offer, kid).length;
      const isSure = kid === null ? count > 0 && count + reign.offer.others <= MAX_CANDIDATES : count > 0;
      return isSure && ageMs(reign, askedWallMs) < STALE_BOUND_MS && ageMs(reign, world.wall()) < STALE_BOUND_MS;
    });

  /** Whether the issuer has answered promptly, and nothing has been disturbed, from well before an instant. */
  const isCalmSince = (sinceMs: number): boolean => Math.max(issuer.promptSinceMs(), disturbedMs) + QUIET_MS < sinceMs;

  const judgeRefusal = (question: Question): void => {
    if (question.kid === null) return;
    const published = issuer.book.keys().find((key) => key.kid === question.kid);
    if (!published || world.now() - published.publishedAtMs <= NEW_KEY_MS) return;
    // A name that stood in the set before, with other material or spoilt, is no new key to anybody who asks for a name.
    if (isCalmSince(Math.max(published.publishedAtMs, QUIET_MS))) complain('a key published 10 s ago was not accepted');
  };

  const judgeFault = (question: Question, answer: Extract<KeyAnswer, { kind: 'fault' }>, held: boolean): void => {
    seen.fault += 1;
    const last = reigns.at(-1);
    if (last && ageMs(last, world.wall()) >= STALE_BOUND_MS) seen.fault_expired += 1;
    if (held) complain('a good key was refused by a fault');
    if (location === 'jwksUri' && answer.reason !== 'keys_unavailable') complain(`fault ${answer.reason}`);
    const { retryAfterSeconds } = answer;
    if (!Number.isInteger(retryAfterSeconds) || retryAfterSeconds < 1 || retryAfterSeconds > 30) {
      complain(`retry after ${retryAfterSeconds} s`);
    }
    const asked = issuer.records().some(({ startMs }) => question.askedMs - startMs < NEWS_MS + 500);
    if (!asked && isCalmSince(question.askedMs)) complain('a fault though the issuer answers and could be asked');
  };

  const answered: Oracle['answered'] = (question, answer) => {
    const inForce = during(question.askedMs);
    const tookMs = world.now() - question.askedMs - (world.frozenMs() - question.frozenBeforeMs);
    if (tookMs > LONGEST_MS) complain(`an answer took ${tookMs} ms`);
    const held = isHeld(question, inForce);
    if (held && tookMs > PATIENCE_MS) complain(`a held key took ${tookMs} ms`);
    if (tookMs > 0) seen.waited += 1;
    if (answer.kind === 'found') {
      const published = issuer.book.keys().find((key) => key.kid === question.kid);
      if (published && world.now() - published.publishedAtMs <= NEW_KEY_MS) seen.new_key += 1;
      judgeFound(question, answer.candidates.map(({ thumbprint }) => thumbprint).toSorted(), inForce);
      return;
    }
    if (answer.kind === 'fault') judgeFault(question, answer, held);
    else if (answer.reason === 'key_not_found') judgeNotFound(question, inForce);
    else complain(answer.reason);
    judgeRefusal(question);
  };

  const inspect: Oracle['inspect'] = (report) => {
    const last = reigns.at(-1);
    const records = issuer.records();
    if (report.iss !== issuer.iss) complain('a report of another issuer');
    if (report.fetches !== records.length) complain(`reports ${report.fetches} fetches of ${records.length}`);
    const most = last ? last.offer.keys.length + last.offer.others : 0;
    if (report.keyCount > most || report.keyCount < (last?.offer.keys.length ?? 0)) {
      complain(`holds ${report.keyCount} keys of ${most}`);
    }
    if (last && report.fetchedAt !== last.record.startWallMs / SECOND) complain('holds another set than adopted');
    const standing = last ? toStanding(last, world.wall()) : 'empty';
    if (report.state !== standing) complain(`reports ${report.state}, is ${standing}`);
    if (location === 'discovery') return;
    const news = records.findLast(({ end, offer }) => end === 'whole' && offer !== null);
    if (!news || news.isDisturbed || (news.endMs ?? 0) - news.startMs >= DEADLINE_MS) return;
    if (!last || last.record.startMs < news.startMs) complain('a good answer in time was not adopted');
  };

  const toStanding = (reign: Reign, wallMs: number): KeySourceReport['state'] => {
    if (ageMs(reign, wallMs) < reign.record.freshForMs) return 'fresh';
    return ageMs(reign, wallMs) < STALE_BOUND_MS ? 'stale' : 'expired';
  };

  return {
    adopted,
    answered,
    inspect,
    disturb: (kind, forMs = 0) => {
      disturbedMs = Math.max(disturbedMs, world.now() + forMs);
      if (kind === 'jump') jumpedMs = world.now();
      if (kind === 'lose') return;
      for (const record of issuer.records()) {
        if (record.end !== null) continue;
        record.isDisturbed = true;
        // A freeze within the lease, or a jump that undoes one, leaves a request time to fail.
        if (kind === 'jump' || forMs < LEASE_MS) brief += 1;
      }
    },
    current: () => reigns.at(-1)?.record ?? null,
    close: ({ failures }) => {
      const isFailure = ({ end, endMs, offer, startMs, isDisturbed }: FetchRecord): boolean =>
        !isDisturbed && !(end === 'whole' && offer !== null && (endMs ?? 0) - startMs < DEADLINE_MS);
      // What a frozen environment or an ended request cut off has not failed.
      if (location === 'jwksUri' && failures > issuer.records().filter(isFailure).length + brief) {
        complain(`reports ${failures} failures`);
      }
      // Only what was disturbed on its way can come after a newer one: otherwise one follows the other.
      const isOvertaken = ({ startMs, end, endMs, offer, isDisturbed }: FetchRecord): boolean =>
        isDisturbed &&
        end === 'whole' &&
        offer !== null &&
        reigns.some(({ record, fromMs }) => record.startMs > startMs && fromMs < (endMs ?? 0));
      seen.overtaken += issuer.records().filter(isOvertaken).length;
    },
  };
}
