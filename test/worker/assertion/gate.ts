/**
 * A gateway that asserts, with the keys that it signs with and what it sent on.
 */
import type { PolicyDocument } from '@sallyport/core';
import type { TestIssuer } from '@sallyport/core/testing';
import { createGatewayWorker } from '@sallyport/worker';
import { acmeIssuer, acmePolicy } from '../acme.ts';

export const GATE = 'https://gate.acme.dev';
export const issuer: TestIssuer = acmeIssuer();
export const keys: Readonly<Record<'current' | 'next', JsonWebKey>> = {
  current: await makePrivateJwk(),
  next: await makePrivateJwk(),
};

/** A private P-256 key as a JWK. */
export async function makePrivateJwk(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return crypto.subtle.exportKey('jwk', pair.privateKey);
}

/** A gateway with an assertion; `env` stands over its environment, `worker` over its section. */
export function openGate(
  worker: PolicyDocument['worker'] = {},
  env: object = {},
  sections: Partial<PolicyDocument> = {},
) {
  const sent: Request[] = [];
  const reasons: (string | null)[] = [];
  const origin = {
    fetch: async (request: Request): Promise<Response> => {
      sent.push(request);
      return new Response('origin');
    },
  };
  const assertion = { key: `$\{KEY}`, nextKey: `$\{NEXT}` };
  const policy = acmePolicy(issuer.issuer, { worker: { publicOrigin: GATE, assertion, ...worker }, ...sections });
  const gate = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: ({ reason }) => reasons.push(reason) });
  const bindings = { ORIGIN: origin, KEY: JSON.stringify(keys.current), NEXT: JSON.stringify(keys.next), ...env };
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    gate.fetch(new Request(`${GATE}${path}`, init), bindings);
  return { ask, sent, reasons };
}
