/**
 * A finding: something wrong or risky in a policy, told by pointer and suggestion. The command line adds the place in the file.
 */

/** `error` keeps a gate from starting; `warning` is for people to judge. */
export type FindingLevel = 'error' | 'warning';

/** One thing found in a policy document. */
export interface Finding {
  readonly level: FindingLevel;
  /** A stable kebab-case code, for filters and documentation. */
  readonly code: string;
  /** RFC 6901 pointer into the document, `""` for the whole. */
  readonly pointer: string;
  /** Whether the pointer's place is the member's name or its value. */
  readonly at: 'name' | 'value';
  readonly message: string;
  readonly suggestion: string | null;
}

/** Thrown where a gate is constructed from a policy with errors. */
export class PolicyError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const lines = findings.map((finding) => {
      const fix = finding.suggestion === null ? '' : ` (${finding.suggestion})`;
      return `  ${finding.pointer || '/'}: ${finding.message}${fix}`;
    });
    super(`The policy has ${findings.length} ${findings.length === 1 ? 'error' : 'errors'}:\n${lines.join('\n')}`);
    this.name = 'PolicyError';
    this.findings = findings;
  }
}
