import { env } from 'cloudflare:workers';
import { PolicyError } from '@sallyport/core';
import { createGatewayWorker } from '@sallyport/worker';
import { describe, expect, test } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

// The bindings are those of the project "workerd" in vitest.config.ts: ORIGIN echoes what it gets as JSON.
const issuer = acmeIssuer();
// biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own notation for a variable.
const policy = acmePolicy('${ISSUER}', { worker: { identityHeaders: { 'X-User-Id': 'subject' } } });

interface Echo {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function createStage() {
  const work: Promise<unknown>[] = [];
  const ctx = { waitUntil: (promise: Promise<unknown>) => void work.push(promise) };
  const reasons: (string | null)[] = [];
  const log = ({ reason }: { readonly reason: string | null }) => void reasons.push(reason);
  const worker = createGatewayWorker(policy, { fetch: issuer.fetchPort, log });
  return {
    ...{ work, reasons },
    send: (path: string, init?: RequestInit) =>
      worker.fetch(new Request(`https://gate.acme.dev${path}`, init), env, ctx),
  };
}

async function bearer(...parameters: Parameters<typeof issuer.mint>): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${await issuer.mint(...parameters)}` };
}

test('runs inside workerd', () => {
  expect(navigator.userAgent).toBe('Cloudflare-Workers');
});

describe('the gateway in workerd, over a real service binding', () => {
  test('forwards what is allowed: canonical path, identity, body, no credential', async () => {
    const { send } = createStage();
    const headers = { ...(await bearer({}, { subject: 'ann|名' })), X_User_Id: 'root', 'Content-Type': 'text/plain' };
    const answer = await send('/items/%61b?q=%61', { method: 'POST', body: 'body', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
    const echo: Echo = await answer.json();
    expect(echo).toMatchObject({ url: 'https://gate.acme.dev/items/ab?q=%61', method: 'POST', body: 'body' });
    expect(echo.headers).toMatchObject({ 'x-user-id': 'ann|%E5%90%8D', 'x-forwarded-host': 'gate.acme.dev' });
    expect(Object.keys(echo.headers)).not.toContain('authorization');
    expect(Object.keys(echo.headers)).not.toContain('x_user_id');
  });

  test.each([
    ['token_missing', '/items/1', {}, 401],
    ['route_unmatched', '/nowhere', {}, 403],
    ['role_missing', '/admin/x', {}, 403],
    ['token_expired', '/items/1', { expiresInSeconds: -60 }, 401],
    ['signature_invalid', '/items/1', { key: 'foreign' }, 401],
    ['audience_mismatch', '/items/1', { audience: 'https://other.acme.dev' }, 401],
  ] as const)('denies %s', async (reason, path, options, status) => {
    const { send, work, reasons } = createStage();
    const answer = await send(path, reason === 'token_missing' ? {} : { headers: await bearer({}, options) });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    await Promise.all(work);
    expect(reasons).toEqual([reason]);
  });

  test('constructs from the environment, or says what is missing', async () => {
    expect(() => createGatewayWorker(policy, { env })).not.toThrow();
    expect(() => createGatewayWorker(policy, { env: { ORIGIN: env.ORIGIN } })).toThrow(PolicyError);
  });
});
