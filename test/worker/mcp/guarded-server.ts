/**
 * An MCP server behind the gateway in real workerd, with an authorization server beside it: all of it on loopback.
 */
import type { PolicyDocument } from '@sallyport/core';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts';
import { type Front, openFront } from './front.ts';
import { type SessionServer, startSessionServer } from './session-server.ts';

/** The whole arrangement. */
export interface GuardedServer {
  /** What clients connect to, and what tokens are for. */
  readonly url: URL;
  readonly adminUrl: URL;
  readonly metadataUrl: string;
  readonly authorization: AuthorizationServer;
  readonly origin: SessionServer;
  readonly stop: () => Promise<void>;
}

/** The page that the policy lets call. */
export const PAGE = 'https://inspector.acme.dev';

/** Starts everything. */
export async function startGuardedServer(): Promise<GuardedServer> {
  const front: Front = await openFront();
  const authorization = await startAuthorizationServer();
  const origin = await startSessionServer();
  const policy: PolicyDocument = {
    resource: `${front.origin}/mcp`,
    issuers: { people: { issuer: authorization.origin, audience: `${front.origin}/mcp` } },
    routes: {
      'GET|POST|DELETE /mcp': { scopes: ['mcp:use'] },
      'GET|POST|DELETE /mcp/admin': { scopes: ['mcp:use', 'mcp:admin'] },
    },
    cors: {
      origins: [PAGE],
      allowHeaders: ['Authorization', 'Content-Type', 'Last-Event-ID', 'MCP-Protocol-Version', 'Mcp-Session-Id'],
      exposeHeaders: ['Mcp-Session-Id'],
    },
    worker: { identityHeaders: { 'X-User-Id': 'subject' } },
  };
  const workerd: Workerd = await startWorkerd({
    worker: {
      source: `
        import { createGatewayWorker } from '@sallyport/worker';
        export default createGatewayWorker(${JSON.stringify(policy)});`,
    },
    vars: { ORIGIN_URL: origin.origin },
  });
  front.leadTo(workerd.port);
  return {
    url: new URL(`${front.origin}/mcp`),
    adminUrl: new URL(`${front.origin}/mcp/admin`),
    metadataUrl: `${front.origin}/.well-known/oauth-protected-resource/mcp`,
    ...{ authorization, origin },
    stop: async () => {
      await Promise.all([front.stop(), workerd.stop(), authorization.stop(), origin.stop()]);
    },
  };
}
