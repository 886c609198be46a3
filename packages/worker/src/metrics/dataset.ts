/**
 * The Analytics Engine dataset of a Worker, where one is bound, and what may be written to it.
 */
import { readBinding } from '../binding.ts';

/** The name under which the dataset is bound. */
export const METRICS_BINDING = 'SALLYPORT_METRICS';

/** One row: its columns are `index1`, `blob1` to `blob10` and `double1` to `double4`. */
export interface DataPoint {
  /** What Analytics Engine samples by, at most 96 bytes: a flood of one index leaves the others whole. */
  readonly indexes: [string];
  readonly blobs: string[];
  readonly doubles: number[];
}

/** What a dataset's binding does here: it takes the row and returns at once. */
export interface MetricsDataset {
  writeDataPoint(point: DataPoint): void;
}

/** The dataset that is bound, or null. */
export function readDataset(env: object): MetricsDataset | null {
  return readBinding<MetricsDataset>(env, METRICS_BINDING, ['writeDataPoint']);
}
