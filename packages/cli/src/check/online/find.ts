/**
 * `check --online`: asks the issuers of a judged policy and tells what their answers mean for it.
 */
import type { Finding } from '@sallyport/core';
import { type ProgressReader, withProgress } from '../../report/progress.ts';
import type { JudgedPolicy } from '../../source/judge.ts';
import { askIssuers } from './ask.ts';
import { findOnlineFindings } from './findings.ts';
import type { OnlineIssuer } from './issuer.ts';

/** What asking brought. */
export interface OnlineFindings {
  readonly issuers: readonly OnlineIssuer[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Asks them all; nobody where the policy has errors, since then it does not say whom it trusts. */
export async function findIssuerFindings(
  { compiled, source }: JudgedPolicy,
  reader: ProgressReader,
): Promise<OnlineFindings> {
  if (compiled === null) {
    return { issuers: [], findings: [], notes: ['the issuers were not asked: the policy has errors'] };
  }
  const count = compiled.issuers.length;
  const text = `asking ${count} ${count === 1 ? 'issuer' : 'issuers'} for metadata and keys`;
  const issuers = await withProgress(text, reader, () => askIssuers(compiled.issuers, source.value, process.env));
  return { issuers, findings: issuers.flatMap(findOnlineFindings), notes: issuers.flatMap(toNotes) };
}

/** Media types that say something else than JSON: the gates do not mind, other software may. */
function toNotes({ issuer, requests }: OnlineIssuer): readonly string[] {
  return requests.flatMap(({ asksFor, url, why, contentType }) =>
    why !== null || /^application\/([a-z0-9.+-]+\+)?json\b/i.test(contentType ?? '')
      ? []
      : [
          `issuer ${issuer}: ${asksFor} at ${url} come as ${contentType ?? 'no media type'}, which some software refuses`,
        ],
  );
}
