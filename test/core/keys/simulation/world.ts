/**
 * Simulated time, and the environment that the product runs in: its clock can jump, it can be frozen, and a request of it
 * can end and take its timers and its network with it.
 *
 * Two times: the world's own, which only goes forward, and the wall clock that the environment reads.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Ports } from '@sallyport/core';
import { settle } from './turns.ts';

/** A request of a runtime that ends a request's I/O with it; `kept` counts the work given to `waitUntil`. */
export interface Owner {
  ended: boolean;
  kept: number;
}

export interface World {
  /** Milliseconds since the start, by the world's time. */
  readonly now: () => number;
  /** Epoch milliseconds as the environment reads them. */
  readonly wall: () => number;
  /** What happens whatever becomes of the environment. */
  readonly at: (atMs: number, work: () => void) => void;
  /** What the environment notices: late where it is frozen, never where its request has ended. */
  readonly notice: (atMs: number, kind: 'timer' | 'network', work: () => void) => () => void;
  readonly sleep: Ports['sleep'];
  readonly runAs: <T>(owner: Owner | undefined, work: () => T) => T;
  readonly owner: () => Owner | undefined;
  readonly jump: (ms: number) => void;
  readonly freeze: (ms: number) => void;
  readonly isFrozen: () => boolean;
  /** Milliseconds for which the environment has been frozen so far. */
  readonly frozenMs: () => number;
  /** Runs until an instant or until `isOver`; `afterEach` runs when everything an instant caused has happened. */
  readonly run: (untilMs: number, isOver: () => boolean, afterEach: () => void) => Promise<void>;
}

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly kind: 'world' | 'timer' | 'network';
  readonly owner: Owner | undefined;
  readonly work: () => void;
  cancelled: boolean;
}

const requests = new AsyncLocalStorage<Owner | undefined>();

/** Creates a world. `slackMs` says how late the network is noticed after a thaw. */
export function createWorld(wallStartMs: number, slackMs: () => number): World {
  let nowMs = 0;
  let offsetMs = wallStartMs;
  let order = 0;
  let thawAtMs = 0;
  let frozenMs = 0;
  const queue: Entry[] = [];

  const add = (dueMs: number, kind: Entry['kind'], owner: Owner | undefined, work: () => void): Entry => {
    order += 1;
    const entry: Entry = { dueMs, order, kind, owner, work, cancelled: false };
    push(queue, entry);
    return entry;
  };
  const isDead = (entry: Entry): boolean => entry.cancelled || entry.owner?.ended === true;

  const fire = (entry: Entry): boolean => {
    if (isDead(entry)) return false;
    if (entry.kind !== 'world' && nowMs < thawAtMs) {
      // Noticed after the thaw; whoever waits can still cancel it.
      add(thawAtMs + (entry.kind === 'network' ? slackMs() : 0), entry.kind, entry.owner, () => {
        if (!entry.cancelled) entry.work();
      });
      return false;
    }
    requests.run(entry.owner, entry.work);
    return true;
  };

  return {
    now: () => nowMs,
    wall: () => nowMs + offsetMs,
    at: (atMs, work) => {
      add(Math.max(nowMs, atMs), 'world', undefined, work);
    },
    notice: (atMs, kind, work) => {
      const entry = add(Math.max(nowMs, atMs), kind, requests.getStore(), work);
      return () => {
        entry.cancelled = true;
      };
    },
    sleep: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const entry = add(nowMs + Math.max(0, timeoutMs), 'timer', requests.getStore(), resolve);
        signal?.addEventListener('abort', () => {
          entry.cancelled = true;
          resolve();
        });
      }),
    runAs: (owner, work) => requests.run(owner, work),
    owner: () => requests.getStore(),
    jump: (ms) => {
      offsetMs += ms;
    },
    freeze: (ms) => {
      thawAtMs = nowMs + ms;
      frozenMs += ms;
    },
    isFrozen: () => nowMs < thawAtMs,
    frozenMs: () => frozenMs,
    run: async (untilMs, isOver, afterEach) => {
      for (;;) {
        const next = queue[0];
        if (next === undefined || next.dueMs > untilMs || isOver()) return;
        pop(queue);
        nowMs = Math.max(nowMs, next.dueMs);
        if (!fire(next)) continue;
        await settle();
        afterEach();
      }
    },
  };
}

const isBefore = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** Adds to a binary heap whose least entry stands first. */
function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
