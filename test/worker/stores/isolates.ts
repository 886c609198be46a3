/**
 * Gateways that share a tier and nothing else, as isolates of one Worker do: each with a clock and a network of its own.
 */
import type { KeyTier } from '@sallyport/core';
import type { TestIssuer } from '@sallyport/core/testing';
import { createGatewayWorker } from '@sallyport/worker';
import { acmeIssuer, acmePolicy } from '../acme.ts';

/** One of the stores that isolates share, as the runtime has it. */
export interface SharedStore {
  readonly name: string;
  /** The bindings by which a gateway finds it. */
  readonly bindings: object;
  readonly tier: () => KeyTier;
  /** Keeps a text under a scope's name, whatever it says. */
  readonly poison: (name: string, text: string) => Promise<void>;
}

/** A gateway. */
export interface Isolate {
  /** The status of a request with that token. */
  readonly send: (token: string) => Promise<number>;
  /** Requests sent to the issuer, whether or not they were answered. */
  readonly fetches: () => number;
  /** Resolves when everything that outlives an answer is done. */
  readonly settle: () => Promise<void>;
}

/** An issuer of its own for each test, so that no copy of one is found by another. */
export function createIssuer(): TestIssuer {
  return acmeIssuer(`https://${crypto.randomUUID()}.acme.dev`);
}

/** Starts a gateway that knows the time by that much ahead. */
export function createIsolate(issuer: TestIssuer, bindings: object, aheadMs = 0): Isolate {
  const work: Promise<unknown>[] = [];
  let fetches = 0;
  const ORIGIN = { fetch: async () => new Response('origin') };
  const gateway = createGatewayWorker(acmePolicy(issuer.issuer), {
    // Constructed here, where the tiers are those of the test.
    env: { ...bindings, ORIGIN },
    ports: { clock: () => Date.now() + aheadMs, onKeyEvent: () => undefined },
    log: () => undefined,
    fetch: (url, init) => {
      fetches += 1;
      return issuer.fetchPort(url, init);
    },
  });
  const ctx = { waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
  return {
    fetches: () => fetches,
    settle: async () => {
      while (work.length > 0) await Promise.allSettled(work.splice(0));
    },
    send: async (token) => {
      const headers = { Authorization: `Bearer ${token}` };
      const { status } = await gateway.fetch(new Request('https://gate.acme.dev/items/1', { headers }), {}, ctx);
      return status;
    },
  };
}
