import type { PolicyDocument } from '@sallyport/core';
import { createTestIssuer, type MintOptions, type TestIssuer } from '@sallyport/core/testing';
import { createFolder, type Folder } from '../commands/sallyport.ts';
import { explainJson } from './run.ts';

export const GET = 'GET /orders/1';
export const NOW = 1_900_000_000;
const clock = () => NOW * 1000;
export const TENANT = '5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11';
export const OTHER_TENANT = '11111111-7b1d-4c7e-9d53-2b8f0a6e4c11';
export const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;
export const API = 'https://api.acme.dev';
export const OKTA = 'https://acme.okta.com/oauth2/default';
export const REALM = 'https://login.acme.dev/realms/acme';

const at = (issuer: string, audience: string, more = {}) => createTestIssuer({ issuer, audience, clock, ...more });
export const staff: TestIssuer = at('https://id.acme.dev', API);
const okta = at(OKTA, 'api://default', { preset: 'okta' });
export const entra: TestIssuer = at(V2, 'api-client', { preset: 'entra' });
export const keycloak: TestIssuer = at(REALM, API, { preset: 'keycloak' });
export const auth0: TestIssuer = at('https://acme.eu.auth0.com/', API, { preset: 'auth0' });
export const stranger: TestIssuer = at('https://elsewhere.test', API);

export type Claims = Readonly<Record<string, unknown>>;

/** A token of the first issuer, of a client that it accepts. */
export const own = (claims: Claims, options: MintOptions = {}): Promise<string> =>
  staff.mint({ sub: 'ada', client_id: 'app-1', ...claims }, options);

/** The same token with another signature. */
export const swap = (token: string): string => {
  const [header, payload, signature = ''] = token.split('.');
  return `${header}.${payload}.${signature.slice(0, 10)}${signature[10] === 'A' ? 'B' : 'A'}${signature.slice(11)}`;
};

export interface Bench {
  readonly folder: Folder;
  /** The policy file. */
  readonly policy: string;
  readonly explain: (request: string, text: string | null, ...more: string[]) => ReturnType<typeof explainJson>;
}

/** A folder with a policy of six issuers, whose keys it holds, and routes for every kind of requirement. */
export async function createBench(): Promise<Bench> {
  const folder = await createFolder();
  const document: PolicyDocument = {
    issuers: {
      staff: {
        ...{ issuer: 'https://id.acme.dev', audience: API, jwks: await staff.jwks() },
        ...{ claimMappings: { roles: 'roles' }, clients: ['app-1'], maxLifetimeSeconds: 7200 },
      },
      okta: { preset: 'okta', issuer: OKTA, audience: 'api://default', jwks: await okta.jwks() },
      entra: { preset: 'entra', issuer: V2, audience: 'api-client', jwks: await entra.jwks() },
      keycloak: { preset: 'keycloak', issuer: REALM, audience: API, jwks: await keycloak.jwks() },
      auth0: { preset: 'auth0', issuer: 'https://acme.eu.auth0.com/', audience: API, jwks: await auth0.jwks() },
      door: {
        ...{ issuer: 'https://door.acme.dev', audience: API, jwks: await stranger.jwks() },
        tokenFrom: [{ cookie: 'session' }],
      },
    },
    routes: {
      'GET /health': 'public',
      'GET /feed': 'optional',
      'GET /me': 'authenticated',
      'GET /orders/:id': { scopes: ['read:orders'] },
      '/admin/*': { roles: ['admin'] },
      'GET /people': { groups: ['hr'] },
      'GET /reports': { permissions: ['report:read'] },
      '/users/:user/*': { claims: { sub: { param: 'user' } } },
      'GET /level': { claims: { level: 3 } },
      'GET /pay': { claims: { acr: 'high' } },
      'GET /staff-only': { issuer: 'staff' },
      'GET /door': { issuer: 'door' },
      '/closed/*': 'deny',
    },
  };
  const policy = await folder.place('sallyport.jsonc', document);
  return {
    folder,
    policy,
    explain: async (request, text, ...more) => {
      const token = text === null ? [] : ['--token', await folder.place('token.txt', text)];
      return explainJson([policy, '--request', request, ...token, '--at', String(NOW), ...more]);
    },
  };
}
