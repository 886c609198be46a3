/**
 * An authorization server of another make on loopback, as MCP clients look for one: metadata, dynamic registration,
 * the code grant with PKCE, and resource indicators that become the audience.
 *
 * Does not: ask a person anything; whoever comes to sign in is `ann` and agrees.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';

/** A running authorization server. */
export interface AuthorizationServer extends LoopbackServer {
  /** `METHOD /path` of every request, in order. */
  readonly requests: readonly string[];
}

/** Where people's clients take codes; nothing listens there. */
export const REDIRECT = 'http://127.0.0.1:9/callback';

/** A person's client that is known already. Others register, and are held to the scope that they registered for. */
export const DESKTOP = { id: 'desktop' } as const;

/** A machine. */
export const MACHINE = { id: 'robot', secret: 'robot-secret-of-enough-length-000' } as const;

const SCOPES = ['mcp:use', 'mcp:admin'];

/** Starts one; it serves whatever resource it is asked for. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const requests: string[] = [];
  let provider: Provider | null = null;
  const served = await listenOnLoopback((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url?.split('?', 1)[0]}`);
    if (provider === null) outgoing.writeHead(503).end();
    else if (incoming.url?.startsWith('/interaction/')) void signIn(provider, incoming, outgoing);
    else void provider.callback()(incoming, outgoing);
  });
  provider = new Provider(served.origin, await toConfiguration());
  return { ...served, requests };
}

async function signIn(provider: Provider, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  await provider.interactionFinished(incoming, outgoing, { login: { accountId: 'ann' } });
}

async function toConfiguration(): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signing = { ...(await exportJWK(privateKey)), kid: 'first', alg: 'ES256', use: 'sig' };
  const algorithm = { id_token_signed_response_alg: 'ES256' } as const;
  return {
    clients: [
      {
        ...{ client_id: MACHINE.id, client_secret: MACHINE.secret, grant_types: ['client_credentials'] },
        ...{ redirect_uris: [], response_types: [], ...algorithm },
      },
      {
        ...{ client_id: DESKTOP.id, token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] },
        ...{ redirect_uris: [REDIRECT], response_types: ['code'], ...algorithm },
      },
    ],
    clientDefaults: algorithm,
    jwks: { keys: [signing] } as unknown as NonNullable<Configuration['jwks']>,
    cookies: { keys: ['one of enough length for cookies'] },
    scopes: SCOPES,
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          ...{ audience, scope: SCOPES.join(' '), accessTokenFormat: 'jwt', accessTokenTTL: 600 },
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    // Consent is given to what is asked for.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, params } = oidc;
      const grant = new oidc.provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
      // The scopes are the server's own too, or no client could register for them.
      grant.addOIDCScope(String(params?.scope));
      grant.addResourceScope(String(params?.resource), String(params?.scope));
      await grant.save();
      return grant;
    },
  };
}
