/**
 * A server over key sources, the same on every runtime: `/<case>?kid=` asks one, `/<case>` reports on it.
 *
 * The sources are made with it: in a Worker at module scope, where the clock reads 0 and fetches and timers are forbidden.
 */
import { createKeySource } from '../../../../packages/core/src/keys/create.ts';
import { createWebPorts } from '../../../../packages/core/src/platform.ts';
import { compiledIssuer } from '../../../support/compiled-issuer.ts';
import type { Case } from './cases.ts';

/** Keeps work alive after the answer. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** What a source was asked and said. */
export interface Answered {
  /** `found`, or the reason why not. */
  readonly said: string;
  /** By the gate's own clock: a busy machine's connections are not in it. */
  readonly tookMs: number;
}

/** Makes the sources and the handler over them. `issuers` is the origin under which each case has its issuer. */
export function createKeyGate(
  cases: readonly Case[],
  issuers: string,
): (request: Request, waitUntil: WaitUntil) => Promise<Response> {
  const sources = new Map(
    cases.map(({ name, location, work }) => {
      const iss = `${issuers}/${name}`;
      const keys =
        location === 'jwksUri'
          ? { kind: location, uri: `${iss}/keys`, binding: null }
          : { kind: location, binding: null };
      return [name, { work, source: createKeySource(compiledIssuer({ iss, keys }), createWebPorts()) }];
    }),
  );
  return async (request, waitUntil) => {
    const { pathname, searchParams } = new URL(request.url);
    const { source, work } = sources.get(pathname.slice(1)) ?? {};
    if (source === undefined) return new Response(null, { status: 404 });
    const kid = searchParams.get('kid');
    if (kid === null) return Response.json(source.report());
    const startedAtMs = Date.now();
    const answer = await source.find({ kid, algorithm: 'ES256', ...(work === 'kept' ? { waitUntil } : {}) });
    const answered: Answered = {
      said: answer.kind === 'found' ? 'found' : answer.reason,
      tookMs: Date.now() - startedAtMs,
    };
    return Response.json(answered);
  };
}
