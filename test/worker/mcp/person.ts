/**
 * A person with an MCP client: keeps what the SDK gives it to keep, and signs in where the SDK sends the browser.
 */
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { REDIRECT } from './authorization-server.ts';

/** The SDK's provider, and what came of it. */
export interface Person extends OAuthClientProvider {
  /** Where the browser was sent, in order. */
  readonly sentTo: readonly URL[];
  /** The code of the last sign-in. */
  readonly code: () => string;
}

/** Somebody who has no token yet, and no client registration unless `clientId` is one. */
export function createPerson(clientId?: string): Person {
  type Kept<Name extends keyof OAuthClientProvider> = Awaited<
    ReturnType<Extract<OAuthClientProvider[Name], (...parameters: never[]) => unknown>>
  >;
  const sentTo: URL[] = [];
  let information: Kept<'clientInformation'> = clientId === undefined ? undefined : { client_id: clientId };
  let tokens: Kept<'tokens'>;
  let verifier = '';
  let code = '';
  return {
    sentTo,
    code: () => code,
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'a client of the SDK',
      redirect_uris: [REDIRECT],
      // No refresh: a token with more scopes needs a new sign-in.
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    clientInformation: () => information,
    saveClientInformation: (given) => {
      information = given;
    },
    tokens: () => tokens,
    saveTokens: (given) => {
      tokens = given;
    },
    saveCodeVerifier: (given) => {
      verifier = given;
    },
    codeVerifier: () => verifier,
    redirectToAuthorization: async (url) => {
      sentTo.push(url);
      code = await browse(url);
    },
  };
}

/** Follows redirects with cookies, as a browser does, as far as the client's own address. */
async function browse(start: URL): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 8; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    await response.body?.cancel();
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url.pathname} answered ${response.status} and sent nobody on`);
    url = new URL(location, url);
    if (url.href.startsWith(REDIRECT)) return readCode(url);
  }
  throw new Error('redirects without end');
}

function readCode({ searchParams }: URL): string {
  const code = searchParams.get('code');
  if (code === null) throw new Error(`no code: ${searchParams.get('error')} ${searchParams.get('error_description')}`);
  return code;
}
