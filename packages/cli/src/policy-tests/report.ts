/**
 * What came of the policy's tests, for machines and for people.
 */
import { HINTS } from '@sallyport/core/check';
import { toCount, toFindingLine } from '../report/finding-line.ts';
import { toPointerText } from '../report/pointer-text.ts';
import { toDocumentation } from '../report/reason-reference.ts';
import type { LocatedFinding } from '../source/finding.ts';
import type { ParsedSource } from '../source/parse.ts';
import { paint, toPrintable } from '../terminal.ts';
import { type Coverage, meetsPercent, type Reach, toPercent } from './coverage.ts';
import { toRequestText } from './request.ts';
import type { TestResult } from './run.ts';
import { toTokenText } from './token-text.ts';

/** Where something stands in the file. */
interface Placed {
  readonly pointer: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** One row as `test --json` prints it. */
export interface ReportedTest extends Placed {
  readonly outcome: 'passed' | 'failed';
  /** Without its query. */
  readonly request: string;
  /** Facts and names of claims; no claim's value. */
  readonly token: string;
  readonly expect: string;
  readonly effect: 'allow' | 'deny';
  readonly status: number;
  readonly reason: TestResult['decision']['reason'];
  readonly about: string | null;
  /** The key of the route that decided; null when none matched. */
  readonly route: string | null;
}

/** The share of a policy's parts that tests reach, as `test --json` prints it. */
export interface ReportedReach {
  readonly total: number;
  readonly reached: number;
  /** Whole percent, rounded down. */
  readonly percent: number;
  readonly missing: readonly Placed[];
}

/** The percentages that are asked for; null where none is. */
export interface Thresholds {
  /** By `--min-routes`. */
  readonly minRoutes: number | null;
  /** By `--min-requirements`. */
  readonly minRequirements: number | null;
}

/** What `test --json` prints, one object. */
export interface TestReport extends Thresholds {
  readonly ok: boolean;
  readonly file: string;
  /** The errors that kept the tests from running. */
  readonly findings: readonly LocatedFinding[];
  /** `sha256:` and the policy's hash; null with findings. */
  readonly policy: string | null;
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly ReportedTest[];
  /** Null with findings. */
  readonly coverage: { readonly routes: ReportedReach; readonly requirements: ReportedReach } | null;
}

/** One row with its place. */
export function toReportedTest({ index, entry, decision, outcome }: TestResult, source: ParsedSource): ReportedTest {
  return {
    ...toPlaced(`/tests/${index}`, source),
    outcome,
    request: toRequestText(entry.request),
    token: toTokenText(entry.token ?? null),
    expect: entry.expect,
    effect: decision.effect,
    status: decision.status,
    reason: decision.reason,
    about: decision.effect === 'deny' ? decision.about : null,
    route: decision.route,
  };
}

/** The coverage with places. */
export function toReportedCoverage(coverage: Coverage, source: ParsedSource): NonNullable<TestReport['coverage']> {
  const toReported = (reach: Reach): ReportedReach => ({
    total: reach.total,
    reached: reach.reached,
    percent: toPercent(reach),
    missing: reach.missing.map((pointer) => toPlaced(pointer, source)),
  });
  return { routes: toReported(coverage.routes), requirements: toReported(coverage.requirements) };
}

function toPlaced(pointer: string, source: ParsedSource): Placed {
  const finding = { level: 'error', code: '', pointer, at: 'name', message: '', suggestion: null } as const;
  const { line, column } = source.locate(finding);
  return { pointer, line, column };
}

/** The report as people read it: what failed, what no test reaches, and the sum. */
export function toReportLines(report: TestReport): readonly string[] {
  const { file, findings, tests, coverage } = report;
  if (findings.length > 0) return [...findings.map(toFindingLine), `${toPrintable(file)}: ${toCount(findings)}`];
  const missing = (reach: ReportedReach | undefined, word: string, why: string): readonly string[] =>
    (reach?.missing ?? []).map(
      (place) =>
        `${toPlaceText(file, place)}  ${paint('yellow', word)}  ${toPrintable(toPointerText(place.pointer))}  ${why}`,
    );
  const failures = tests.filter(({ outcome }) => outcome === 'failed').flatMap((row) => toFailureLines(file, row));
  if (tests.length === 0) return [`${toPrintable(file)}: no tests`, ...toThresholdLines(report)];
  return [
    ...failures,
    ...missing(coverage?.routes, 'not tested', 'no test reaches this route'),
    ...missing(coverage?.requirements, 'not proved', 'no test is denied for want of this alone'),
    `${toPrintable(file)}: ${toSum(report)}`,
    ...toThresholdLines(report),
  ];
}

function toFailureLines(file: string, test: ReportedTest): readonly string[] {
  const { request, token, expect, effect, status, reason, about, route } = test;
  const where = route === null ? 'no route' : `route "${route}"`;
  const why = reason === null ? '' : ` ${status} ${reason}${about === null ? '' : ` (${about})`}`;
  return [
    `${toPlaceText(file, test)}  ${paint('red', 'failed')}  ${toPrintable(`${request}  ${token}`)}`,
    `    expected  ${toPrintable(expect)}`,
    `    came out  ${toPrintable(`${effect}${why}, ${where}`)}`,
    ...(reason === null ? [] : [`    ${paint('dim', HINTS[reason])}`, `    more: ${toDocumentation(reason)}`]),
  ];
}

function toPlaceText(file: string, { line, column }: Placed): string {
  return paint('bold', toPrintable(line === null || column === null ? file : `${file}:${line}:${column}`));
}

function toSum({ passed, failed, coverage }: TestReport): string {
  const counts = [paint('green', `${passed} passed`), ...(failed === 0 ? [] : [paint('red', `${failed} failed`)])];
  const shares = (['routes', 'requirements'] as const).flatMap((name) => {
    const reach = coverage?.[name];
    return reach === undefined || reach.total === 0
      ? []
      : [`${name} ${reach.reached} of ${reach.total} (${reach.percent}%)`];
  });
  return [...counts, ...shares].join(', ');
}

function toThresholdLines({ coverage, minRoutes, minRequirements }: TestReport): readonly string[] {
  const toLines = (reach: ReportedReach | undefined, least: number | null, verb: string, what: string) => {
    if (reach === undefined || least === null || meetsPercent(reach, least)) return [];
    const asked = `--min-${what} asks for ${least}%`;
    return [paint('red', `tests ${verb} ${reach.percent}% of the ${what}, ${asked}`)];
  };
  return [
    ...toLines(coverage?.routes, minRoutes, 'reach', 'routes'),
    ...toLines(coverage?.requirements, minRequirements, 'prove', 'requirements'),
  ];
}
