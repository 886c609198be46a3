/**
 * The authorizer as tests construct it: `createAuthorizer`, with every reason it returns recorded.
 *
 * Does not: change a decision. `reasons-setup.ts` fails a whole run in which a declared reason was never recorded.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authorizer, createAuthorizer, type Reason } from '@sallyport/core';

// Set by `reasons-setup.ts` for the processes of its run.
const folder = process.env.SALLYPORT_REASONS;
const recorded = new Set<Reason>();

function record(reason: Reason): void {
  if (folder === undefined || recorded.has(reason)) return;
  recorded.add(reason);
  appendFileSync(join(folder, `${process.pid}.txt`), `${reason}\n`);
}

/** `createAuthorizer`, recording the reasons of its denials. Same parameters, same errors. */
export function createTestAuthorizer(...parameters: Parameters<typeof createAuthorizer>): Authorizer {
  const authorizer = createAuthorizer(...parameters);
  return {
    ...authorizer,
    authorize: async (request) => {
      const decision = await authorizer.authorize(request);
      if (decision.effect === 'deny') record(decision.reason);
      return decision;
    },
  };
}
