/**
 * What a run of `decide` came to, for the people at its terminal: the answers themselves are for machines.
 */
import { type Decision, REASONS, type Reason } from '@sallyport/core';
import { toDocumentation } from '../report/reason-reference.ts';

/** Counts decisions as they are made. */
export interface DecisionCount {
  readonly add: (decision: Pick<Decision, 'effect' | 'reason'>) => void;
  readonly total: () => number;
  /** How many were allowed, and each reason of the others with its section of the reference, the most frequent first. */
  readonly toLines: () => readonly string[];
}

/** A count from nothing. */
export function createDecisionCount(): DecisionCount {
  const denied = new Map<Reason, number>();
  let total = 0;
  return {
    add: ({ effect, reason }) => {
      total += 1;
      if (effect === 'deny' && reason !== null) denied.set(reason, (denied.get(reason) ?? 0) + 1);
    },
    total: () => total,
    toLines: () => {
      const listed = [...denied].sort(([, a], [, b]) => b - a);
      const sum = listed.reduce((counted, [, count]) => counted + count, 0);
      const width = Math.max(...Object.keys(REASONS).map((reason) => reason.length));
      return [
        `${total} decided, ${total - sum} allowed, ${sum} denied`,
        ...listed.map(([reason, count]) => {
          return `  ${String(count).padStart(6)}  ${reason.padEnd(width)}  more: ${toDocumentation(reason)}`;
        }),
      ];
    },
  };
}
