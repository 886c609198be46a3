/**
 * Counts decisions and key events in the dataset, where one is bound.
 *
 * Does not: delay or fail an answer. A dataset that throws is told of once, and asked again for the next row.
 */
import type { Authorizer, Decision, KeyEvent } from '@sallyport/core';
import { logProblem, toErrorName } from '../log.ts';
import { type FrontName, toDecisionPoint, toKeyPoint } from './data-point.ts';
import { type DataPoint, METRICS_BINDING, readDataset } from './dataset.ts';

/** Counts one decision. `durationMs` is by the gate's clock: 0 for a decision that waited for nothing. */
export type DecisionCounter = (decision: Decision, durationMs: number) => void;

/** The counter of one front; without a dataset it does nothing. @param keys - The states of the issuers' keys. */
export function createDecisionCounter(
  env: object,
  front: FrontName,
  keys: Authorizer['keys'] = () => [],
): DecisionCounter {
  const write = createWriter(env);
  return (decision, durationMs) => write(() => toDecisionPoint(decision, { front, durationMs, keys: keys() }));
}

/** The counter of key events; without a dataset it does nothing. */
export function createKeyEventCounter(env: object): (event: KeyEvent) => void {
  const write = createWriter(env);
  return (event) => write(() => toKeyPoint(event));
}

/** What each dataset's failure was told in: once for a Worker, whichever of its counters met it. */
const told = new WeakSet<object>();

function createWriter(env: object): (toPoint: () => DataPoint) => void {
  const dataset = readDataset(env);
  if (dataset === null) return () => {};
  return (toPoint) => {
    try {
      dataset.writeDataPoint(toPoint());
    } catch (error) {
      if (told.has(dataset)) return;
      told.add(dataset);
      logProblem('metrics_failed', { binding: METRICS_BINDING, error: toErrorName(error) });
    }
  };
}
