/**
 * A dataset in the process, and its rows by the names that the package's README gives the columns.
 */
import type { DataPoint } from '../../../packages/worker/src/metrics/dataset.ts';

/** One row, named. */
export interface Row {
  readonly index: string;
  readonly kind: string | undefined;
  readonly front: string | undefined;
  readonly event: string | undefined;
  readonly reason: string | undefined;
  readonly mode: string | undefined;
  readonly route: string | undefined;
  readonly issuer: string | undefined;
  readonly iss: string | undefined;
  readonly methods: string | undefined;
  readonly policy: string | undefined;
  readonly count: number | undefined;
  readonly ms: number | undefined;
  readonly keys: number | undefined;
  readonly status: number | undefined;
}

export interface RecordingDataset {
  readonly writeDataPoint: (point: DataPoint) => void;
  readonly points: readonly DataPoint[];
  /** Those of decisions, or those of keys. */
  readonly rows: (kind: 'decision' | 'keys') => readonly Row[];
}

export function createDataset(): RecordingDataset {
  const points: DataPoint[] = [];
  return {
    points,
    writeDataPoint: (point) => void points.push(point),
    rows: (kind) => points.map(toRow).filter((row) => row.kind === kind),
  };
}

function toRow({ indexes: [index], blobs, doubles }: DataPoint): Row {
  const [kind, front, event, reason, mode, route, issuer, iss, methods, policy] = blobs;
  const [count, ms, keys, status] = doubles;
  return {
    ...{ index, kind, front, event, reason, mode, route, issuer, iss, methods, policy },
    ...{ count, ms, keys, status },
  };
}
