import { REASONS, type Reason } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { toDefect, toDenialResponse, toRefusal } from '../../packages/worker/src/denial.ts';

const defect = toDefect('GET', 'policy');

describe('toDenialResponse', () => {
  test('is problem details that no cache keeps', async () => {
    const answer = toDenialResponse(defect);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.has('WWW-Authenticate')).toBe(false);
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: REASONS.internal_error.sentence,
      decisionId: defect.decisionId,
    });
  });

  test('carries the challenge, and Retry-After in whole seconds on 503 alone', () => {
    const fault = { ...defect, status: 503, reason: 'keys_unavailable', retryAfterSeconds: 1.2 } as const;
    expect(toDenialResponse(fault).headers.get('Retry-After')).toBe('2');
    expect(toDenialResponse({ ...fault, retryAfterSeconds: null }).headers.get('Retry-After')).toBe('5');
    const missing = { ...defect, status: 401, reason: 'token_missing', challenge: 'Bearer realm="api"' } as const;
    expect(toDenialResponse(missing).headers.get('WWW-Authenticate')).toBe('Bearer realm="api"');
    expect(toDenialResponse(missing).headers.has('Retry-After')).toBe(false);
  });

  test('has no body for HEAD', async () => {
    const answer = toDenialResponse({ ...defect, method: 'HEAD' }, new Response('text'));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('');
  });

  test('takes only body and content type from a custom answer', async () => {
    const custom = new Response('<h1>no</h1>', {
      status: 200,
      headers: { 'Content-Type': 'text/html', 'Cache-Control': 'public', 'Set-Cookie': 'a=1', Location: '/' },
    });
    const answer = toDenialResponse(defect, custom);
    expect(answer.status).toBe(500);
    expect([...answer.headers]).toEqual([
      ['cache-control', 'no-store'],
      ['content-type', 'text/html'],
    ]);
    expect(await answer.text()).toBe('<h1>no</h1>');
  });
});

test('a refusal keeps who asked and nothing that the refused path led to', () => {
  const principal = { issuer: 'machines' };
  const decision = { ...defect, path: '/admin', route: '/admin', params: { a: 'b' }, principal, method: 'POST' };
  const refusal = toRefusal(decision as unknown as typeof defect, 'path_ambiguous' satisfies Reason, 'form');
  expect(refusal).toEqual({
    ...{
      effect: 'deny',
      status: 400,
      reason: 'path_ambiguous',
      about: 'form',
      challenge: null,
      retryAfterSeconds: null,
    },
    ...{ decisionId: defect.decisionId, policy: '', decidedAt: defect.decidedAt, method: 'POST' },
    ...{ path: null, route: null, access: null, params: {}, principal: null, credentialFrom: null },
  });
});
