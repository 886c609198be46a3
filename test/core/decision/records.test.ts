import { describe, expect, test } from 'vitest';
import { toPrincipal } from '../../../packages/core/src/claims/principal.ts';
import type { Denied } from '../../../packages/core/src/decision/decision.ts';
import { toLogRecord } from '../../../packages/core/src/decision/log-record.ts';
import { toProblem } from '../../../packages/core/src/decision/problem.ts';
import { compiledIssuer, goodClaims } from '../../support/compiled-issuer.ts';

const denied: Denied = {
  effect: 'deny',
  status: 403,
  reason: 'role_missing',
  challenge: null,
  about: 'roles',
  retryAfterSeconds: null,
  decisionId: 'd-1',
  policy: 'sha256:00',
  decidedAt: 1_900_000_000.5,
  method: 'GET',
  path: '/admin/secret-path',
  route: '/admin/*',
  access: 'requirement',
  params: {},
  principal: toPrincipal(goodClaims({ email: 'ann@acme.dev' }), compiledIssuer()),
  credentialFrom: { kind: 'authorization' },
};

describe('toLogRecord', () => {
  test('holds the reason and the route, and neither path, claims nor subject', async () => {
    const record = await toLogRecord(denied, { decisions: 'deny', subject: 'hash' });
    expect(record).toMatchObject({
      ts: '2030-03-17T17:46:40Z',
      reason: 'role_missing',
      about: 'roles',
      route: '/admin/*',
      issuer: 'main',
      decisionId: 'd-1',
    });
    expect(record?.subject).toMatch(/^hash:[0-9a-f]{16}$/);
    expect(JSON.stringify(record)).not.toMatch(/user-1|secret-path|ann@acme/);
  });

  test('tells subjects of two issuers apart and writes them as the policy says', async () => {
    const other = { ...denied, principal: toPrincipal(goodClaims(), compiledIssuer({ iss: 'https://other.test' })) };
    const [one, two] = await Promise.all(
      [denied, other].map((decision) => toLogRecord(decision, { decisions: 'all', subject: 'hash' })),
    );
    expect(one?.subject).not.toBe(two?.subject);
    expect((await toLogRecord(denied, { decisions: 'all', subject: 'plain' }))?.subject).toBe('user-1');
    expect((await toLogRecord(denied, { decisions: 'all', subject: 'off' }))?.subject).toBeNull();
    expect(
      (await toLogRecord({ ...denied, principal: null }, { decisions: 'all', subject: 'hash' }))?.subject,
    ).toBeNull();
  });

  test('logs denials by default only, all where asked, none where asked', async () => {
    const { challenge: _c, about: _a, retryAfterSeconds: _r, ...facts } = denied;
    const allowed = { ...facts, effect: 'allow' as const, status: 200 as const, reason: null, reported: null };
    expect(await toLogRecord(allowed, { decisions: 'deny', subject: 'hash' })).toBeNull();
    expect(await toLogRecord(allowed, { decisions: 'all', subject: 'hash' })).toMatchObject({
      effect: 'allow',
      about: null,
    });
    expect(await toLogRecord(denied, { decisions: 'off', subject: 'hash' })).toBeNull();
  });

  test('writes what a report-only route let through, with the reason it would deny for, unless all are off', async () => {
    const { challenge: _c, about: _a, retryAfterSeconds: _r, ...facts } = denied;
    const reported = { reason: 'role_missing', status: 403, about: 'roles' } as const;
    const allowed = { ...facts, effect: 'allow' as const, status: 200 as const, reason: null, reported };
    const expected = {
      effect: 'allow',
      status: 200,
      reason: null,
      mode: 'report',
      wouldDeny: 'role_missing',
      about: 'roles',
    };
    for (const decisions of ['deny', 'all', { sample: 0 }] as const) {
      expect(await toLogRecord(allowed, { decisions, subject: 'hash' })).toMatchObject(expected);
    }
    expect(await toLogRecord(allowed, { decisions: 'off', subject: 'hash' })).toBeNull();
    const enforced = await toLogRecord(denied, { decisions: 'deny', subject: 'hash' });
    expect(enforced).toMatchObject({ mode: 'enforce', wouldDeny: null });
  });

  test('a sample keeps every denial, and of what is allowed a share that follows from the decision id alone', async () => {
    const { challenge: _c, about: _a, retryAfterSeconds: _r, ...facts } = denied;
    const allowed = { ...facts, effect: 'allow' as const, status: 200 as const, reason: null, reported: null };
    const ids = Array.from(
      { length: 4_000 },
      (_, at) => `0b9f1f62-6a57-4a0c-9d5e-${at.toString(16).padStart(12, '0')}`,
    );
    const keptOf = async (sample: number): Promise<readonly string[]> => {
      const records = ids.map((decisionId) =>
        toLogRecord({ ...allowed, decisionId }, { decisions: { sample }, subject: 'off' }),
      );
      return (await Promise.all(records)).flatMap((record) => record?.decisionId ?? []);
    };
    const tenth = await keptOf(0.1);
    expect(tenth.length).toBeGreaterThan(320);
    expect(tenth.length).toBeLessThan(480);
    expect(await keptOf(0.1)).toEqual(tenth);
    expect(await keptOf(0.5)).toEqual(expect.arrayContaining([...tenth]));
    expect(await keptOf(1)).toHaveLength(ids.length);
    expect(await keptOf(0)).toEqual([]);
    expect(await toLogRecord(denied, { decisions: { sample: 0 }, subject: 'hash' })).not.toBeNull();
  });

  test('names the token by a hash of its issuer and id, and not at all where subjects are off', async () => {
    const withToken = { ...denied, principal: toPrincipal(goodClaims({ jti: 'token-1' }), compiledIssuer()) };
    const record = await toLogRecord(withToken, { decisions: 'deny', subject: 'plain' });
    expect(record?.tokenId).toMatch(/^hash:[0-9a-f]{16}$/);
    expect(JSON.stringify(record)).not.toContain('token-1');
    expect((await toLogRecord(withToken, { decisions: 'deny', subject: 'off' }))?.tokenId).toBeNull();
    const nameless = { ...denied, principal: toPrincipal(goodClaims({ jti: undefined }), compiledIssuer()) };
    expect((await toLogRecord(nameless, { decisions: 'deny', subject: 'hash' }))?.tokenId).toBeNull();
  });

  test('cuts a method that a client made up', async () => {
    const record = await toLogRecord({ ...denied, method: 'X'.repeat(9000) }, { decisions: 'all', subject: 'off' });
    expect(record?.method).toHaveLength(20);
  });
});

test('a problem body tells status, a fixed sentence and the decision id, never the reason', () => {
  expect(toProblem(denied)).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    detail: 'The access token does not grant this request.',
    decisionId: 'd-1',
  });
  expect(toProblem({ ...denied, status: 418 }).title).toBe('Error');
});
