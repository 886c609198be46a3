/**
 * What is wrong with one answer, before the next question is asked: the core judges it in a policy of one route.
 */
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

/** What is wrong with the member of the draft, and what to write, in one line; null where it can be used. */
export function findAnswerProblem(draft: IssuerDraft, member: Exclude<keyof IssuerDraft, 'preset'>): string | null {
  const fault = findFault(draft, member);
  if (fault === undefined) return null;
  const { message, suggestion } = fault;
  return suggestion === null ? message : `${message}: ${suggestion}`;
}

function findFault(draft: IssuerDraft, member: string): JudgedPolicy['findings'][number] | undefined {
  const issuers = { [NAME]: { ...LATER, ...draft } };
  const text = JSON.stringify({ issuers, routes: { 'GET /health': 'public' } });
  const { findings } = judgePolicyText(text, '', { hosts: 'publicOnly', variables: 'resolve' });
  const pointer = `/issuers/${NAME}/${member}`;
  return findings.find((finding) => finding.pointer === pointer || finding.pointer.startsWith(`${pointer}/`));
}
