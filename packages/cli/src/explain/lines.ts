/**
 * An explanation as people read it: the verdict, each phase, the likely causes, what would help, and both gates' answers.
 */
import type { PhaseReport } from '@sallyport/core/explain';
import { paint, toPrintable } from '../terminal.ts';
import { toGateLines } from './gate-lines.ts';
import type { ExplainReport } from './report.ts';

const PHASE_WIDTH = 12;

/** The lines, painted where standard error is a terminal. */
export function toExplainLines(report: ExplainReport): readonly string[] {
  return [
    toVerdictLine(report),
    ...toRuleLines(report),
    ...report.phases.map(toPhaseLine),
    ...toClaimLines(report),
    ...toCauseLines(report),
    ...toGateLines(report),
  ];
}

function toVerdictLine(report: ExplainReport): string {
  const { effect, status, reason, wouldDeny, about, method } = report;
  const word = { allow: paint('green', 'ALLOW'), deny: paint('red', 'DENY'), undecided: paint('yellow', 'UNDECIDED') }[
    effect
  ];
  const told = reason ?? (wouldDeny === null ? null : `report only, would deny ${wouldDeny}`);
  const why = told === null ? '' : ` ${paint('bold', told)}${about === null ? '' : ` (${toPrintable(about)})`}`;
  const answered = status === null ? '' : ` ${status}`;
  return `${word}${answered}${why}  ${toPrintable(`${method} ${toTarget(report)}`.trim())}`;
}

function toTarget({ from, path, rule }: ExplainReport): string {
  if (path !== null) return path;
  if (rule !== null) return `at "${rule.route}"`;
  return from === 'request' ? '(ambiguous path)' : '';
}

function toRuleLines({ rule, policy, file, samePolicy, at, decisionId, from, keys }: ExplainReport): readonly string[] {
  const lines: string[] = [];
  if (rule !== null) {
    const place = rule.line === null ? 'not in the policy file' : `${rule.file}:${rule.line}:${rule.column}`;
    lines.push(`  rule      ${toPrintable(`"${rule.route}"`)}  ${toPrintable(place)}`);
  }
  const differs = samePolicy === false ? paint('yellow', `  ${toPrintable(file)} is another policy by now`) : '';
  lines.push(`  policy    ${toPrintable(policy.slice(0, 19))}${differs}`);
  lines.push(`  decision  ${toPrintable(decisionId)} at ${toPrintable(at)}${from === 'record' ? ' (from a log)' : ''}`);
  if (keys?.from === 'dev') lines.push('  keys      of the sallyport dev that runs here, which minted the token');
  return lines;
}

function toPhaseLine(report: PhaseReport): string {
  const { phase, status, detail, reason, about } = report;
  const mark = { passed: paint('green', '✔'), failed: paint('red', '✘'), offline: paint('yellow', '?') };
  const sign = status === 'not_reached' || status === 'not_asked' ? paint('dim', '·') : mark[status];
  const why = reason === null ? '' : ` ${reason}${about === null ? '' : ` (${about})`};`;
  const text = `${toPrintable(`${toReach(report)}${why} ${detail}`.trim())}`;
  const name = phase.padEnd(PHASE_WIDTH);
  return `  ${sign} ${name}${status === 'passed' || status === 'failed' ? text : paint('dim', text)}`;
}

function toReach({ status, wouldHave }: PhaseReport): string {
  if (status === 'not_asked') return 'not asked for:';
  if (status !== 'not_reached') return '';
  if (wouldHave === 'passed') return 'not reached, would have passed:';
  return wouldHave === 'failed' ? 'not reached, would have failed:' : 'not reached:';
}

function toClaimLines({ claims }: ExplainReport): readonly string[] {
  if (claims === null) return [];
  const heading = claims.verified ? 'claims' : 'claims, which nobody vouches for';
  return [
    '',
    paint('bold', `${heading}:`),
    ...Object.entries(claims.values).map(([name, value]) => `  ${toPrintable(`${name}: ${toText(value)}`)}`),
  ];
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function toCauseLines({ causes, fix, hint, presetHint, documentation }: ExplainReport): readonly string[] {
  if (causes.length === 0 && fix === null) return [];
  const lines = causes.map(
    ({ cause, code }, index) => `  ${index + 1}. ${toPrintable(cause)} ${paint('dim', `(${code})`)}`,
  );
  const told = new Set([...causes.map(({ cause }) => cause), fix]);
  const hints = [presetHint, hint].flatMap((one) => (one === null || told.has(one) ? [] : [`  ${toPrintable(one)}`]));
  return [
    ...(lines.length === 0 ? [] : ['', paint('bold', 'likely causes:'), ...lines]),
    ...(hints.length === 0 ? [] : ['', paint('bold', 'about this reason:'), ...hints]),
    ...(fix === null ? [] : ['', `${paint('bold', 'try:')} ${toPrintable(fix)}`]),
    ...(documentation === null ? [] : [`${paint('bold', 'more:')} ${documentation}`]),
  ];
}
