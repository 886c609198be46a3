/**
 * What is wrong with one answer, before the next question is asked: the core judges it in a policy of one route.
 */
import type { Finding } from '@sallyport/core';
import { type JudgedPolicy, judgePolicyText } from '../source/judge.ts';

/** An issuer as a policy has it, as far as it is known. */
export interface IssuerDraft {
  readonly preset?: string;
  readonly issuer: string;
  readonly audience?: string;
  readonly jwksUri?: string;
  readonly require?: { readonly claims: Readonly<Record<string, string>> };
}

const NAME = 'asked';

/** Anything will do for what is not asked yet: only findings on the answer itself are read. */
const LATER = { audience: 'https://api.test' } as const;

/** No rule of a provider corrects what another rule of it has corrected more often than this. */
const MOST_CORRECTIONS = 4;

/** What is wrong with the member of the draft, and what to write, in one line; null where it can be used. */
export function findAnswerProblem(draft: IssuerDraft, member: Exclude<keyof IssuerDraft, 'preset'>): string | null {
  const fault = findFault(draft, member);
  if (fault === undefined) return null;
  const { message, suggestion } = member === 'issuer' ? withWholeSuggestion(fault, draft) : fault;
  return suggestion === null ? message : `${message}: ${suggestion}`;
}

/**
 * The finding with a suggestion that holds: a corrected issuer may break the next rule, so each is judged again until one
 * passes. Where none does, the finding stays as it is.
 */
export function withWholeSuggestion<T extends Pick<Finding, 'suggestion'>>(finding: T, draft: IssuerDraft): T {
  let suggestion = finding.suggestion;
  for (let corrections = 0; corrections < MOST_CORRECTIONS; corrections += 1) {
    const issuer = findCorrected(suggestion);
    if (issuer === null) return finding;
    const next = findFault({ ...draft, issuer }, 'issuer');
    if (next === undefined) return { ...finding, suggestion };
    suggestion = next.suggestion;
  }
  return finding;
}

/** The identifier of a suggestion such as `write "https://..."`. */
function findCorrected(suggestion: string | null): string | null {
  return /^write "([^"]+)"$/.exec(suggestion ?? '')?.[1] ?? null;
}

function findFault(draft: IssuerDraft, member: string): JudgedPolicy['findings'][number] | undefined {
  const issuers = { [NAME]: { ...LATER, ...draft } };
  const text = JSON.stringify({ issuers, routes: { 'GET /health': 'public' } });
  const { findings } = judgePolicyText(text, '', { hosts: 'publicOnly', variables: 'resolve' });
  const pointer = `/issuers/${NAME}/${member}`;
  return findings.find((finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`));
}
