/**
 * What a check found, as one value that every format is written from.
 */
import type { OnlineIssuer } from '../check/online/issuer.ts';
import type { LocatedFinding } from '../source/finding.ts';
import type { Inventory } from '../source/inventory.ts';

/** What `check --json` prints, one object. */
export interface CheckReport extends Inventory {
  readonly ok: boolean;
  readonly file: string;
  readonly findings: readonly LocatedFinding[];
  /** What is no finding, such as a search that met its bound. */
  readonly notes: readonly string[];
  /** What each issuer answered; null without `--online`. */
  readonly online: readonly OnlineIssuer[] | null;
  /** `sha256:` and the policy's hash, null while a finding is an error. */
  readonly policy: string | null;
}

/** The report on a file that cannot be read. */
export function toUnreadableReport(file: string, message: string): CheckReport {
  const finding = { level: 'error', code: 'file-unreadable', file, line: null, column: null, pointer: '' } as const;
  return {
    ok: false,
    file,
    findings: [{ ...finding, message, suggestion: null }],
    notes: [],
    ...{ unsafe: [], public: [], optional: [], variables: [], online: null, policy: null },
  };
}
