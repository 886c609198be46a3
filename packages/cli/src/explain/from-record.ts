/**
 * Explains a decision that a gate logged: what its record says, and where its route stands in the policy file.
 *
 * Does not: know the token. The phases follow from the reason alone.
 */
import { findPreset, hashPolicy, type LogRecord, REASONS, type Reason } from '@sallyport/core';
import { PHASES, type PhaseReport } from '@sallyport/core/explain';
import type { JudgedPolicy } from '../source/judge.ts';
import { toAdvice } from './advice.ts';
import type { ExplainReport } from './report.ts';
import { toRule } from './rule.ts';

/** A decision record, or null for any other line. Text before the first brace, such as a log's own prefix, is skipped. */
export function parseRecord(line: string): LogRecord | null {
  const start = line.indexOf('{');
  if (start === -1) return null;
  try {
    const value: unknown = JSON.parse(line.slice(start));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map<string, unknown>(Object.entries(value));
  const isText = (name: string): boolean => typeof members.get(name) === 'string';
  const isTextOrNull = (name: string): boolean => members.get(name) === null || isText(name);
  return (
    members.get('kind') === 'sallyport.decision' &&
    (members.get('effect') === 'allow' || members.get('effect') === 'deny') &&
    typeof members.get('status') === 'number' &&
    ['ts', 'decisionId', 'method', 'policy'].every(isText) &&
    ['reason', 'about', 'route', 'issuer'].every(isTextOrNull)
  );
}

/** The report on a record; `judged` is null where there is no policy file to look in. */
export async function explainRecord(record: LogRecord, judged: JudgedPolicy | null): Promise<ExplainReport> {
  const wouldDeny = 'wouldDeny' in record && isReason(record.wouldDeny) ? record.wouldDeny : null;
  const reason = isReason(record.reason) ? record.reason : wouldDeny;
  const document = judged?.document ?? null;
  const own = document === null ? null : `sha256:${await hashPolicy(document)}`;
  const presetHint = reason === null ? null : toPresetHint(judged, record.issuer, reason);
  return {
    v: 1,
    from: 'record',
    effect: record.effect,
    status: record.status,
    reason: record.reason,
    wouldDeny,
    about: record.about,
    decisionId: record.decisionId,
    at: record.ts,
    method: record.method,
    path: null,
    file: judged?.file ?? '',
    policy: record.policy,
    samePolicy: own === null ? null : own === record.policy,
    rule: judged === null ? null : toRule(judged, record.route),
    phases: toPhases(reason, record),
    ...toAdvice(reason, presetHint, []),
    keys: null,
    claims: null,
    gates: null,
    iam: null,
  };
}

function toPhases(reason: Reason | null, { effect, about, route }: LogRecord): readonly PhaseReport[] {
  const phase = reason === null ? null : REASONS[reason].phase;
  const failedAt = PHASES.findIndex((one) => one === (phase === 'fault' ? 'key' : phase));
  return PHASES.map((one, index) => {
    const isFailed = index === failedAt;
    const isPassed = failedAt === -1 ? effect === 'allow' : index < failedAt;
    return {
      phase: one,
      status: isFailed ? 'failed' : isPassed ? 'passed' : 'not_reached',
      wouldHave: isFailed || isPassed ? null : 'unknown',
      reason: isFailed ? reason : null,
      about: isFailed ? about : null,
      detail: one === 'route' && route !== null ? `"${route}"` : 'the record does not say more',
    };
  });
}

function toPresetHint(judged: JudgedPolicy | null, issuer: string | null, reason: Reason): string | null {
  const issuers = judged?.compiled?.issuers ?? [];
  const known = issuer === null ? issuers : issuers.filter(({ name }) => name === issuer);
  const presets = new Set(known.flatMap(({ preset }) => preset ?? []));
  const [only] = presets;
  if (presets.size !== 1 || only === undefined) return null;
  return findPreset(only)?.hints[reason] ?? null;
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && Object.hasOwn(REASONS, reason);
}
