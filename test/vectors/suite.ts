/**
 * Every suite of vectors as one function of the data, the same on every runtime.
 */
import { ATTACK_FILES, toFetchedCases, toInlineCases, toSettingCases } from './attack-tokens.ts';
import { type Case, runCases, type SuiteResult, type VectorData } from './cases.ts';
import { RUNTIME_FILES, toRuntimeCases } from './key-checks.ts';
import { RFC_FILES, toRfcCases } from './rfc.ts';
import { RFC7520_FILES, toRfc7520Cases } from './rfc7520.ts';
import { toAsymmetricCases, toPinnedCases, toPrivateKeyCases, WYCHEPROOF_FILES } from './wycheproof.ts';

/** Cases from files. */
export interface Suite {
  readonly name: string;
  /** How many cases the files are known to hold; fewer means that some were lost. */
  readonly known: number;
  readonly files: readonly string[];
  readonly toCases: (data: VectorData) => readonly Case[];
}

export const SUITES: readonly Suite[] = [
  { name: 'Wycheproof JWS, its algorithm pinned', known: 401, files: WYCHEPROOF_FILES, toCases: toPinnedCases },
  { name: 'Wycheproof JWS, asymmetric only', known: 401, files: WYCHEPROOF_FILES, toCases: toAsymmetricCases },
  { name: 'Wycheproof private keys', known: 23, files: WYCHEPROOF_FILES, toCases: toPrivateKeyCases },
  { name: 'key checks', known: 16, files: RUNTIME_FILES, toCases: toRuntimeCases },
  { name: 'RFC examples', known: 49, files: RFC_FILES, toCases: toRfcCases },
  { name: 'RFC 7520 cookbook', known: 52, files: RFC7520_FILES, toCases: toRfc7520Cases },
  { name: 'attack tokens, keys inline', known: 114, files: ATTACK_FILES, toCases: toInlineCases },
  { name: 'attack tokens, keys fetched', known: 114, files: ATTACK_FILES, toCases: toFetchedCases },
  { name: 'attack tokens, settings', known: 2, files: ATTACK_FILES, toCases: toSettingCases },
];

/** Every file that a suite reads. */
export const VECTOR_FILES: readonly string[] = [...new Set(SUITES.flatMap(({ files }) => files))];

/** The files of a suite that are not there. */
export function toMissing({ files }: Suite, data: VectorData): readonly string[] {
  return files.filter((file) => (data[file] ?? null) === null);
}

/** Runs every suite whose data is there. */
export async function runVectors(data: VectorData): Promise<readonly SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const suite of SUITES) {
    if (toMissing(suite, data).length === 0) results.push(await runCases(suite.name, suite.toCases(data)));
  }
  return results;
}
