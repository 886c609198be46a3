/**
 * Where a gate's outbound requests go on this machine: to a stand-in, to an address on loopback, or nowhere.
 *
 * Trust: nothing leaves the machine; an address that nobody answers for fails like an unreachable host.
 */
import { isLoopback, type StandIn } from './stand-ins.ts';

/** Answers one outbound request; rejects where there is nobody. */
export type Outbound = (request: Request) => Promise<Response>;

/**
 * The outbound router of a policy.
 *
 * @param origin - Answers for the policy's own origins, so that a gateway with `worker.origins` needs no other server.
 */
export function createOutbound(
  standIns: readonly StandIn[],
  origins: readonly string[],
  origin: (request: Request) => Promise<Response>,
): Outbound {
  return async (request) => {
    const standIn = standIns.find(({ testIssuer }) => testIssuer.answers(request.url));
    if (standIn) return standIn.testIssuer.fetch(request);
    if (origins.includes(new URL(request.url).origin)) return origin(request);
    if (isLoopback(request.url)) return fetch(request);
    throw new TypeError('fetch failed');
  };
}
