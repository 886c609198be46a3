/**
 * The portable suite: what the core does in public, the same on every runtime that it runs on.
 *
 * Bundled once (see `bundle.ts`), and the same bytes run on each.
 */
import { type Case, type CaseResult, runCase } from './case.ts';
import { ALGORITHM_CASES } from './cases/algorithms.ts';
import { BUILD_CASES } from './cases/builds.ts';
import { CLAIM_CASES } from './cases/claims.ts';
import { DECODING_CASES } from './cases/decoding.ts';
import { DOCUMENT_CASES } from './cases/documents.ts';
import { FETCHING_CASES } from './cases/fetching.ts';
import { ISSUER_CASES } from './cases/issuers.ts';
import { KEY_STATE_CASES } from './cases/key-states.ts';
import { KEY_CASES } from './cases/keys.ts';
import { REQUEST_CASES } from './cases/requests.ts';
import { REQUIREMENT_CASES } from './cases/requirements.ts';
import { RFC_CASES } from './cases/rfc.ts';
import { ROUTE_CASES } from './cases/routes.ts';
import { SIGNATURE_CASES } from './cases/signatures.ts';

const CASES: readonly Case[] = [
  ...ALGORITHM_CASES,
  ...RFC_CASES,
  ...KEY_CASES,
  ...SIGNATURE_CASES,
  ...DECODING_CASES,
  ...CLAIM_CASES,
  ...REQUEST_CASES,
  ...ROUTE_CASES,
  ...REQUIREMENT_CASES,
  ...FETCHING_CASES,
  ...KEY_STATE_CASES,
  ...DOCUMENT_CASES,
  ...BUILD_CASES,
  ...ISSUER_CASES,
];

/** Runs every case, one after the other. */
export async function runSuite(): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of CASES) results.push(await runCase(one));
  return results;
}
