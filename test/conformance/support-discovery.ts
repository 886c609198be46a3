/**
 * An authorizer whose issuer is found by discovery, between a clock of its own and a network that answers by script.
 */
import type { Decision, IssuerEntry } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { createTestAuthorizer } from '../support/authorizer.ts';
import { createFakeClock, flush } from '../support/fake-clock.ts';
import { createScriptedFetch, json } from '../support/scripted-fetch.ts';
import { outcome } from './support-http.ts';

export const DISCOVERED = 'https://tokens.acme.dev';
export const KEYS_URL = 'https://keys.acme.dev/set';
const AUDIENCE = 'https://api.acme.dev';

/** Where the two standards put the metadata of an issuer without a path. */
export const OIDC_URL = `${DISCOVERED}/.well-known/openid-configuration`;
export const OAUTH_URL = `${DISCOVERED}/.well-known/oauth-authorization-server`;

/** Metadata that is as it should be, with members set over it. */
export function metadata(members: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { issuer: DISCOVERED, jwks_uri: KEYS_URL, ...members };
}

/** Nothing answers until the script says so. */
export function createDiscoveryStage(iss: string = DISCOVERED, entry: Partial<IssuerEntry> = {}) {
  const clock = createFakeClock();
  const script = createScriptedFetch(clock);
  const issuer = createTestIssuer({ issuer: iss, audience: AUDIENCE, clock: clock.now });
  const authorizer = createTestAuthorizer(
    { issuers: { main: { issuer: iss, audience: AUDIENCE, ...entry } }, routes: { '/me': 'authenticated' } },
    {
      clock: clock.now,
      fetch: script.fetch,
      sleep: clock.sleep,
      random: () => 1,
      newId: () => 'id',
      background: 'none',
      env: {},
    },
  );
  /** Decides a request with this token while the clock runs; fails the test where no decision comes. */
  const askWith = async (token: string): Promise<string> => {
    const headers = new Headers({ Authorization: `Bearer ${token}` });
    let decision: Decision | null = null;
    const pending = authorizer.authorize({ method: 'GET', url: `${AUDIENCE}/me`, headers }).then((decided) => {
      decision = decided;
      return decided;
    });
    for (let turn = 1; decision === null && turn < 2_000; turn += 1) {
      await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 1))]);
      await flush();
      // Imports run on threads that no clock of ours moves.
      if (decision === null && turn % 5 === 0) await clock.step();
    }
    if (decision === null) throw new Error('no decision');
    return outcome(await pending);
  };
  return {
    clock,
    script,
    issuer,
    askWith,
    /** Asks with an ordinary token of the issuer. */
    ask: async (...parameters: Parameters<typeof issuer.mint>): Promise<string> =>
      askWith(await issuer.mint(...parameters)),
    /** Serves the issuer's present keys, and those alone. */
    publish: async (headers: Record<string, string> = {}): Promise<void> => {
      script.on(KEYS_URL, json(await issuer.jwks(), headers));
    },
    urls: (): readonly string[] => script.calls.map(({ url }) => url),
  };
}

/** What `createDiscoveryStage` makes. */
export type DiscoveryStage = ReturnType<typeof createDiscoveryStage>;

/** A stage whose metadata and keys answer well at the URL of OpenID Connect. */
export async function createWorkingStage(entry: Partial<IssuerEntry> = {}): Promise<DiscoveryStage> {
  const stage = createDiscoveryStage(DISCOVERED, entry);
  stage.script.on(OIDC_URL, json(metadata()));
  await stage.publish();
  return stage;
}
