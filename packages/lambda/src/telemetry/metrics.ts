/**
 * Writes metrics in CloudWatch's embedded metric format: one JSON line, from which CloudWatch makes the metrics.
 *
 * Trust: dimensions are our own words, since every distinct value of one is a metric that is paid for.
 * Spec: at most 100 metrics and 30 dimensions a line; `Timestamp` in epoch milliseconds.
 */

/** What is counted. */
export type MetricName =
  | 'Allow'
  | 'Deny'
  | 'Unauthorized'
  | 'Fault'
  | 'JwksFetch'
  | 'JwksStale'
  | 'PolicyBytes'
  | 'ColdStart';

/** What one invocation counts. */
export interface Measured {
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  /** Why it was not allowed: a dimension of `Deny`, beside the others a mere property. */
  readonly reason: string | null;
  readonly service: string;
  readonly namespace: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

const DEFAULT_NAMESPACE = 'Sallyport';

/** The namespace that the environment names, as Powertools reads it. */
export function toNamespace(env: Readonly<Record<string, string | undefined>>): string {
  return env.POWERTOOLS_METRICS_NAMESPACE || DEFAULT_NAMESPACE;
}

/** One line of metrics. */
export function toMetricsRecord({ values, reason, service, namespace, atMs }: Measured): object {
  const names = Object.keys(values);
  const toDirective = (Dimensions: readonly (readonly string[])[], metrics: readonly string[]): object => ({
    Namespace: namespace,
    Dimensions,
    Metrics: metrics.map((Name) => ({ Name, Unit: Name === 'PolicyBytes' ? 'Bytes' : 'Count' })),
  });
  const others = names.filter((name) => name !== 'Deny');
  const directives = [
    ...(others.length > 0 ? [toDirective([['service']], others)] : []),
    ...(names.includes('Deny') ? [toDirective([['service'], ['service', 'reason']], ['Deny'])] : []),
  ];
  return {
    _aws: { Timestamp: Math.floor(atMs), CloudWatchMetrics: directives },
    service,
    ...(reason !== null && { reason }),
    ...values,
  };
}
