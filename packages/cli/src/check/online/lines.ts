/**
 * The answers of the issuers as people read them.
 */
import { paint, toPrintable } from '../../terminal.ts';
import { toKeyName, toSkewText } from './findings.ts';
import type { OnlineIssuer, ReportedRequest } from './issuer.ts';

const WORDS: Readonly<Record<OnlineIssuer['outcome'], string>> = {
  reached: paint('green', 'reached'),
  unusable: paint('red', 'answers, and no gate could use it'),
  unreachable: paint('red', 'unreachable'),
  in_policy: paint('dim', 'keys in the policy, nothing to ask'),
  behind_binding: paint('dim', 'behind a service binding, which no command can reach'),
  not_asked: paint('yellow', 'not asked: a variable is not set here'),
};

/** A heading and some lines for each issuer. */
export function toOnlineLines(issuers: readonly OnlineIssuer[]): readonly string[] {
  return issuers.flatMap((online) => {
    const { issuer, iss, outcome, requests, keys, skewSeconds } = online;
    const clock = skewSeconds === null ? [] : [`  clock     ${toClockText(skewSeconds)}`];
    return [
      `${paint('bold', toPrintable(issuer))}  ${toPrintable(iss)}  ${WORDS[outcome]}`,
      ...requests.map((request) => `  ${toPrintable(toRequestText(request))}`),
      ...keys.map((key) => {
        const use = key.refused === null ? key.algorithms.join(', ') : `left out: ${key.refused}`;
        return `  key       ${toPrintable(`${toKeyName(key)}  ${key.size ?? ''}  ${use}`)}`;
      }),
      ...clock,
    ];
  });
}

function toClockText(skewSeconds: number): string {
  return Math.abs(skewSeconds) <= 1 ? "as the issuer's" : `${toSkewText(skewSeconds)} the issuer's`;
}

function toRequestText({ asksFor, url, status, contentType, cause, why, named }: ReportedRequest): string {
  const name = asksFor === 'keys' ? 'keys    ' : 'metadata';
  const answer = [status ?? cause ?? 'no answer', contentType].filter((part) => part !== null).join(' ');
  const verdict = why ?? (named === null ? 'used' : 'used, issuer equal');
  return `${name}  ${url}  ${answer}  ${verdict}`;
}
