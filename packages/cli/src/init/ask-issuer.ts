/**
 * Asks the issuer of a new policy whether it is the one that was meant, before anything is written.
 *
 * Does not: refuse. An issuer may not be set up yet, and a network may not let anybody ask.
 */
import type { Finding } from '@sallyport/core';
import { askIssuers } from '../check/online/ask.ts';
import { findOnlineFindings } from '../check/online/findings.ts';
import type { OnlineIssuer } from '../check/online/issuer.ts';
import { type ProgressReader, withProgress } from '../report/progress.ts';
import type { JudgedPolicy } from '../source/judge.ts';
import { paint, toPrintable } from '../terminal.ts';

/** How long all questions may take together, in milliseconds: a new project must not wait for somebody's firewall. */
const DEADLINE_MS = 4_000;

/** What the issuer answers, and what that means for the policy. */
export interface AskedIssuer {
  readonly online: readonly OnlineIssuer[];
  /** What `check --online` would find. */
  readonly findings: readonly Finding[];
  /** The issuer that the metadata names in place of the one given; null where it names that one, or none. */
  readonly named: string | null;
}

/** Asks; never rejects, and never takes longer than 4 s. */
export async function askNewIssuer(
  { compiled, source }: JudgedPolicy,
  reader: ProgressReader,
): Promise<AskedIssuer | null> {
  if (compiled === null) return null;
  const text = `asking ${compiled.issuers[0]?.iss} for its metadata and keys`;
  const work = () => askIssuers(compiled.issuers, source.value, process.env, DEADLINE_MS);
  const online = await withProgress(text, reader, work);
  const mismatch = online.flatMap(({ requests }) => requests).find(({ why }) => why === 'issuer_mismatch');
  return { online, findings: online.flatMap(findOnlineFindings), named: mismatch?.named ?? null };
}

/** The answer in lines, below those that say what the policy is made of. */
export function toAskedLines({ online, findings, named }: AskedIssuer): readonly string[] {
  const keys = online.flatMap((issuer) => issuer.keys).filter(({ refused }) => refused === null);
  const sizes = [...new Set(keys.flatMap(({ size }) => size ?? []))].join(', ');
  const algorithms = [...new Set(keys.flatMap((key) => key.algorithms))].join(', ');
  const found = `${keys.length} ${keys.length === 1 ? 'key' : 'keys'} (${sizes}) for ${algorithms}`;
  const isNamed = online.some(({ requests }) => requests.some((request) => request.named !== null));
  const equal = isNamed ? ', and its metadata names this issuer' : '';
  if (findings.length === 0) return [`  asked   ${toPrintable(`${found}${equal}`)}`];
  return [
    ...findings.flatMap(({ message, suggestion }) => [
      `  asked   ${paint('yellow', 'warning')}  ${toPrintable(message)}`,
      ...(suggestion === null ? [] : [`          ${toPrintable(suggestion)}`]),
    ]),
    ...(named === null ? [] : [`          as its metadata has it: --issuer ${toPrintable(named)}`]),
    '          everything is written all the same; sallyport check --online asks again',
  ];
}
