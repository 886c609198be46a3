/**
 * Tells of each invocation: a log line as the policy says, and metrics where they are on.
 *
 * Does not: decide anything. A sink that fails is left alone.
 */
import type { Decision, KeySourceReport, LogEntry } from '@sallyport/core';
import { createInvocations, type Invocation } from './invocation.ts';
import { type DocumentFacts, type Log, toLambdaLogRecord, toSizeWarning } from './log.ts';
import { type MetricName, toMetricsRecord, toNamespace } from './metrics.ts';

/** How an invocation ended. */
export interface Ending {
  readonly metric: 'Allow' | 'Deny' | 'Unauthorized' | 'Fault';
  readonly reason: string | null;
  /** Null where there was nothing to decide. */
  readonly decision: Decision | null;
  readonly document: DocumentFacts | null;
}

/** The sinks of one authorizer. */
export interface Telemetry {
  readonly start: (context: unknown) => Invocation;
  /** Never rejects: a log that fails must not decide a request. */
  readonly end: (invocation: Invocation, ending: Ending) => Promise<void>;
}

/** What telemetry is made of. */
export interface TelemetryParts {
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly metrics: 'on' | 'off';
  readonly entry: Required<LogEntry>;
  readonly keys: () => readonly KeySourceReport[];
}

/** Telemetry over one log. */
export function createTelemetry(parts: TelemetryParts): Telemetry {
  const { log, env, entry } = parts;
  const namespace = toNamespace(env);
  let fetchesTold = 0;
  const takeFetches = (reports: readonly KeySourceReport[]): number => {
    const fetches = reports.reduce((sum, report) => sum + report.fetches, 0);
    const taken = fetches - fetchesTold;
    fetchesTold = fetches;
    return taken;
  };
  const tryTo = async (work: () => Promise<object | null>): Promise<void> => {
    try {
      const record = await work();
      if (record !== null) log(record);
    } catch {
      // Nothing to fall back to: the log is what failed.
    }
  };
  return {
    start: createInvocations(env),
    end: async (invocation, ending) => {
      const { decision, document, reason } = ending;
      if (decision !== null) {
        await tryTo(() => toLambdaLogRecord(decision, entry, invocation, document));
        await tryTo(async () => toSizeWarning(decision, entry, invocation, document));
      }
      if (parts.metrics === 'off') return;
      await tryTo(async () => {
        const { service } = invocation;
        const reports = parts.keys();
        const values = toValues(reports, takeFetches(reports), invocation, ending);
        const atMs = decision === null ? parts.clock() : decision.decidedAt * 1000;
        return toMetricsRecord({ values, reason, service, namespace, atMs });
      });
    },
  };
}

function toValues(
  reports: readonly KeySourceReport[],
  fetches: number,
  { cold_start }: Invocation,
  { metric, decision, document }: Ending,
): Partial<Record<MetricName, number>> {
  const iss = decision?.principal?.iss;
  const isStale = iss !== undefined && reports.some((source) => source.iss === iss && source.state === 'stale');
  return {
    [metric]: 1,
    ...(document && { PolicyBytes: document.bytes }),
    ...(fetches > 0 && { JwksFetch: fetches }),
    ...(isStale && { JwksStale: 1 }),
    ...(cold_start && { ColdStart: 1 }),
  };
}
