/**
 * An entrypoint without a runtime: what a bound Worker would call, called in the process.
 */
import type { PolicyDocument } from '@sallyport/core';
import type { TestIssuer } from '@sallyport/core/testing';
import { createRpcEntrypoint, type RpcMethods, type RpcOptions, type WorkerLogRecord } from '@sallyport/worker';
import { acmeIssuer, acmePolicy } from '../acme.ts';

/** What the policies here protect; also the audience of their issuer's tokens. */
export const RESOURCE = 'https://api.acme.dev/mcp';

/** Stands for the class that `cloudflare:workers` exports. */
export class EntrypointBase {
  readonly given: readonly [ctx: object, env: object];

  constructor(ctx: object, env: object) {
    this.given = [ctx, env];
  }
}

/** A caller's end. */
export interface Caller extends RpcMethods {
  readonly issuer: TestIssuer;
  /** Resolves once every record so far is written. */
  readonly records: () => Promise<readonly WorkerLogRecord[]>;
}

/** An entrypoint over a policy with one issuer, whose tokens are for `RESOURCE` alone unless a test says otherwise. */
export function createCaller(
  sections: Partial<PolicyDocument> = {},
  options: RpcOptions = {},
  resource: 'named' | 'unnamed' = 'named',
): Caller {
  const issuer = acmeIssuer();
  const written: WorkerLogRecord[] = [];
  const work: Promise<unknown>[] = [];
  const machines = { issuer: issuer.issuer, audience: ['https://api.acme.dev', RESOURCE] };
  const policy = acmePolicy(issuer.issuer, {
    ...(resource === 'named' ? { resource: RESOURCE } : {}),
    ...{ issuers: { machines }, ...sections },
  });
  const Entrypoint = createRpcEntrypoint(EntrypointBase, policy, {
    fetch: issuer.fetchPort,
    log: (record) => written.push(record),
    ...options,
  });
  const ctx = { waitUntil: (promise: Promise<unknown>) => work.push(promise) };
  const entrypoint = new Entrypoint(ctx, {});
  return {
    issuer,
    authorize: (request) => entrypoint.authorize(request),
    validateToken: (resource, token) => entrypoint.validateToken(resource, token),
    records: async () => {
      await Promise.all(work);
      return written;
    },
  };
}
