/**
 * The client-credentials grant of a test issuer: who may have a token, or which error of RFC 6749 it gets.
 *
 * Does not: mint; it says what to mint.
 * Spec: RFC 6749 sections 2.3.1, 4.4 and 5.2.
 */

/** A client that may ask for tokens. */
export interface TestClient {
  readonly secret: string;
  /** The scopes it may ask for, all of them where it asks for none. Left out: any, and none by default. */
  readonly scopes?: readonly string[];
}

/** What was granted. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The audience or resource that was asked for, null for the issuer's own. */
  readonly audience: string | null;
}

interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** Judges one token request; an error is ready to be sent. */
export async function parseTokenRequest(
  request: Request,
  clients: ReadonlyMap<string, TestClient>,
): Promise<Grant | Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    return toError(400, 'invalid_request', 'The body must be a form.');
  }
  const form = new URLSearchParams(await request.text());
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) return toError(400, 'invalid_request', 'A parameter is repeated.');

  const credentials = readCredentials(request.headers.get('authorization'), form);
  if (credentials === 'twice') return toError(400, 'invalid_request', 'Use one way of client authentication.');
  const client = credentials === null ? undefined : clients.get(credentials.clientId);
  if (credentials === null || client === undefined || client.secret !== credentials.secret) {
    return toUnauthorized(request.headers.has('authorization') ? 'basic' : 'post');
  }

  const grantType = form.get('grant_type');
  if (grantType === null || grantType === '') return toError(400, 'invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') return toError(400, 'unsupported_grant_type', 'Use client_credentials.');

  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const { scopes: allowed } = client;
  if (allowed !== undefined && asked.some((scope) => !allowed.includes(scope))) {
    return toError(400, 'invalid_scope', 'The client may not ask for one of these scopes.');
  }
  return {
    clientId: credentials.clientId,
    scopes: asked.length === 0 ? (allowed ?? []) : asked,
    audience: form.get('audience') ?? form.get('resource'),
  };
}

function readCredentials(authorization: string | null, form: URLSearchParams): Credentials | 'twice' | null {
  const clientId = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization !== null) {
    if (secret !== null) return 'twice';
    const basic = parseBasic(authorization);
    return basic === null || (clientId !== null && clientId !== basic.clientId) ? null : basic;
  }
  return clientId === null || secret === null ? null : { clientId, secret };
}

/** Both halves are form-encoded before they are joined (RFC 6749 section 2.3.1). */
function parseBasic(authorization: string): Credentials | null {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  try {
    const pair = atob(encoded);
    const colon = pair.indexOf(':');
    if (colon < 0) return null;
    const [clientId, secret] = [pair.slice(0, colon), pair.slice(colon + 1)].map((half) =>
      decodeURIComponent(half.replaceAll('+', ' ')),
    );
    return clientId === undefined || secret === undefined ? null : { clientId, secret };
  } catch {
    // Neither base64 nor form-encoded: no credentials that any client could have.
    return null;
  }
}

/** A 401 names the scheme that the client tried (RFC 6749 section 5.2). */
function toUnauthorized(tried: 'basic' | 'post'): Response {
  const response = toError(401, 'invalid_client', 'Client authentication failed.');
  if (tried === 'basic') response.headers.set('www-authenticate', 'Basic realm="token"');
  return response;
}

function toError(status: number, error: string, description: string): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { 'cache-control': 'no-store', pragma: 'no-cache' } },
  );
}
