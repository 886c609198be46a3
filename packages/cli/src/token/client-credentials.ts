/**
 * A token from an issuer of the policy by the client-credentials grant.
 *
 * Trust: the secret comes from a variable and goes to the token endpoint that the issuer's own metadata names, in the
 * way that the metadata accepts.
 * Spec: RFC 6749 sections 2.3.1 and 4.4, RFC 8414, OpenID Connect Discovery 1.0 section 4.
 */
import type { CompiledIssuer } from '@sallyport/core';
import { CommandError, EXIT } from '../exit.ts';
import { toPrintable } from '../terminal.ts';
import { isSafeUrl, type JsonAnswer, requestJson } from './bounded-request.ts';

/** Who asks for what. */
export interface ClientRequest {
  readonly issuer: CompiledIssuer;
  readonly clientId: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  /** Sent as `audience`; null sends none. */
  readonly audience: string | null;
}

/** What was granted. */
export interface GrantedToken {
  readonly token: string;
  /** Seconds from now as the issuer says; null where it does not. */
  readonly expiresInSeconds: number | null;
}

/** Asks. @throws CommandError (3) where the issuer does not answer, or refuses. */
export async function requestToken(request: ClientRequest): Promise<GrantedToken> {
  const endpoint = await resolveTokenEndpoint(request.issuer.iss);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (request.scopes.length > 0) form.set('scope', request.scopes.join(' '));
  if (request.audience !== null) form.set('audience', request.audience);
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' });
  if (endpoint.method === 'client_secret_basic') {
    headers.set('authorization', `Basic ${toBasic(request.clientId, request.secret)}`);
  } else {
    form.set('client_id', request.clientId);
    form.set('client_secret', request.secret);
  }
  const answer = await requestJson(endpoint.url, 'the token endpoint', {
    method: 'POST',
    headers,
    body: form.toString(),
  });
  return readGrant(answer, request);
}

interface TokenEndpoint {
  readonly url: string;
  readonly method: 'client_secret_basic' | 'client_secret_post';
}

async function resolveTokenEndpoint(iss: string): Promise<TokenEndpoint> {
  if (!isSafeUrl(iss, iss))
    throw new CommandError(EXIT.usage, 'the issuer is no https address: a secret is not sent there');
  for (const url of toMetadataUrls(iss)) {
    const { status, value } = await requestJson(url, `the metadata of ${iss}`, {
      headers: { accept: 'application/json' },
    });
    if (status !== 200 || value === null) continue;
    if (value.issuer !== iss) throw refuse(`the metadata is that of another issuer, not of ${iss}`);
    const endpoint = value.token_endpoint;
    if (typeof endpoint !== 'string') throw refuse('the metadata names no token endpoint');
    if (!isSafeUrl(endpoint, iss)) throw refuse('the token endpoint is no https address: a secret is not sent there');
    return { url: endpoint, method: chooseMethod(value.token_endpoint_auth_methods_supported) };
  }
  throw refuse(`${iss} publishes no metadata, so its token endpoint is unknown`);
}

/** Basic is what every server must take, and the default of metadata that lists nothing. */
function chooseMethod(supported: unknown): TokenEndpoint['method'] {
  if (!Array.isArray(supported) || supported.includes('client_secret_basic')) return 'client_secret_basic';
  if (supported.includes('client_secret_post')) return 'client_secret_post';
  throw refuse('the issuer takes no client secret: ask it for a token by its own tool');
}

function toMetadataUrls(iss: string): readonly string[] {
  const { origin, pathname } = new URL(iss);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/** Both halves are form-encoded before they are joined. */
function toBasic(clientId: string, secret: string): string {
  const encode = (text: string): string => new URLSearchParams({ _: text }).toString().slice(2);
  return Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64');
}

function readGrant({ status, value }: JsonAnswer, { secret }: ClientRequest): GrantedToken {
  const token = value?.access_token;
  if (status === 200 && typeof token === 'string' && token !== '') {
    const seconds = Number(value?.expires_in ?? Number.NaN);
    return { token, expiresInSeconds: Number.isFinite(seconds) ? seconds : null };
  }
  const [code, description] = [value?.error, value?.error_description].map((text) =>
    // An issuer could echo what it was sent.
    typeof text === 'string' ? toPrintable(text.replaceAll(secret, '[secret]').slice(0, 300)) : '',
  );
  if (code === '') throw refuse(`the token endpoint answered ${status} without a token`);
  const advice = ADVICE.get(code ?? '');
  const said = description === '' ? '' : ` (${description})`;
  throw refuse(`the issuer refused: ${code}${said}${advice === undefined ? '' : `; ${advice}`}`);
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ['invalid_client', 'look at --client-id and the variable of --client-secret-env'],
  ['invalid_scope', 'name scopes that this client may ask for with --scope'],
  ['unauthorized_client', 'allow the client-credentials grant for this client'],
  ['access_denied', 'authorize this client for the API, or name another --audience'],
]);

function refuse(message: string): CommandError {
  return new CommandError(EXIT.network, message);
}
