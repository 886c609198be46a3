import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';

const clients = {
  'client 1': { secret: 'p:a+s%s', scopes: ['read', 'write'] },
  open: { secret: 'open-secret' },
};

function post(issuer: TestIssuer, form: Record<string, string> | string, headers: Record<string, string> = {}) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return issuer.fetchPort(issuer.urls.token, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
}

const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
const basic = (id: string, secret: string): { authorization: string } => ({
  authorization: `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`,
});
const grant = { grant_type: 'client_credentials' };

describe('the client-credentials grant', () => {
  test('client_secret_basic, form-encoded before base64, gets the scopes it asks for', async () => {
    const issuer = createTestIssuer({ clients });
    const response = await post(issuer, { ...grant, scope: 'read' }, basic('client 1', 'p:a+s%s'));
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const body = (await response.json()) as { access_token: string };
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'read' });
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: 'client 1', client_id: 'client 1', scope: 'read' });
    expect(issuer.requests.token).toBe(1);
  });

  test('client_secret_post without a scope gets all that the client may have', async () => {
    const issuer = createTestIssuer({ clients });
    const response = await post(issuer, { ...grant, client_id: 'client 1', client_secret: 'p:a+s%s' });
    expect(await response.json()).toMatchObject({ scope: 'read write' });
  });

  test('a client without a list may ask for any scope and audience, in the preset shape', async () => {
    const issuer = createTestIssuer({ preset: 'auth0', clients });
    const asked = {
      ...grant,
      scope: 'a b',
      audience: 'https://other.test',
      client_id: 'open',
      client_secret: 'open-secret',
    };
    const body = (await (await post(issuer, asked)).json()) as { access_token: string };
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'open@clients',
      aud: 'https://other.test',
      scope: 'a b',
      gty: 'client-credentials',
    });
  });

  test('the default client works and grants no scope unasked', async () => {
    const issuer = createTestIssuer({ preset: 'okta' });
    const response = await post(issuer, grant, basic('test-client', 'test-secret'));
    const body = (await response.json()) as { access_token: string };
    expect(body).not.toHaveProperty('scope');
    expect(decodeJwt(body.access_token)).toMatchObject({ sub: 'test-client', cid: 'test-client' });
  });

  test.each<[string, number, string, Record<string, string> | string, Record<string, string>]>([
    ['no credentials', 401, 'invalid_client', grant, {}],
    ['wrong secret', 401, 'invalid_client', grant, basic('open', 'wrong')],
    ['unknown client', 401, 'invalid_client', grant, basic('nobody', 'open-secret')],
    ['inherited name', 401, 'invalid_client', grant, basic('constructor', 'open-secret')],
    ['not base64', 401, 'invalid_client', grant, { authorization: 'Basic %%%' }],
    ['broken escape', 401, 'invalid_client', grant, { authorization: `Basic ${btoa('open:%zz')}` }],
    ['no colon', 401, 'invalid_client', grant, { authorization: `Basic ${btoa('open')}` }],
    ['other client in the form', 401, 'invalid_client', { ...grant, client_id: 'x' }, basic('open', 'open-secret')],
    ['two ways at once', 400, 'invalid_request', { ...grant, client_secret: 'x' }, basic('open', 'open-secret')],
    ['repeated parameter', 400, 'invalid_request', 'grant_type=a&grant_type=b', basic('open', 'open-secret')],
    ['no grant_type', 400, 'invalid_request', {}, basic('open', 'open-secret')],
    ['other grant', 400, 'unsupported_grant_type', { grant_type: 'password' }, basic('open', 'open-secret')],
    ['scope too far', 400, 'invalid_scope', { ...grant, scope: 'read admin' }, basic('client 1', 'p:a+s%s')],
    ['not a form', 400, 'invalid_request', '{}', { 'content-type': 'application/json' }],
  ])('%s is %i %s', async (_why, status, error, form, headers) => {
    const response = await post(createTestIssuer({ clients }), form, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
  });

  test('a refused Basic attempt is challenged by its scheme, a refused form is not', async () => {
    const issuer = createTestIssuer({ clients });
    const challenge = async (form: Record<string, string>, headers: Record<string, string>): Promise<string | null> =>
      (await post(issuer, form, headers)).headers.get('www-authenticate');
    expect(await challenge(grant, basic('open', 'wrong'))).toBe('Basic realm="token"');
    expect(await challenge(grant, { authorization: 'Basic %%%' })).toBe('Basic realm="token"');
    expect(await challenge({ ...grant, client_id: 'open', client_secret: 'wrong' }, {})).toBeNull();
  });

  test('answers POST only', async () => {
    const issuer = createTestIssuer();
    expect((await issuer.fetchPort(issuer.urls.token)).status).toBe(405);
  });
});
