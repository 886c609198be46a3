/** What the playground's page decides, run outside a browser: the same modules, with the local issuers behind them. */
import { compilePolicy, type FetchPort, type PolicyDocument } from '@sallyport/core';
import { createTestFetch, mintHmac } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';
import { createStandIns, type StandIn } from '../../../packages/dev/src/issuers/stand-ins.ts';
import { createJudge, type Judge } from '../../../packages/dev/src/playground/page/judge.ts';
import { toPagePolicy } from '../../../packages/dev/src/playground/page-policy.ts';

const toVariable = (name: string): string => `\${${name}}`;
const HOUR = 3600;
const DOCUMENT: PolicyDocument = {
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: {
    'GET /health': 'public',
    'GET /orders/:id': { scopes: ['read'] },
    '/users/:user': { claims: { sub: { param: 'user' } } },
  },
};
const ask = { method: 'GET', url: '/orders/1', headers: [] } as const;

function open(
  document = DOCUMENT,
  variables: Record<string, string> = {},
): { judge: Judge; issuer: StandIn; asked: string[] } {
  const { policy: compiled } = compilePolicy(document, { env: variables });
  if (compiled === null) throw new Error('the policy has errors');
  const standIns = createStandIns(compiled);
  const [issuer] = standIns;
  if (issuer === undefined) throw new Error('nothing stands in');
  const asked: string[] = [];
  const send = createTestFetch(...standIns.map(({ testIssuer }) => testIssuer));
  const fetchKeys: FetchPort = (url, init) => {
    asked.push(url);
    return send(url, init);
  };
  const addresses = { worker: 'http://127.0.0.1:1', apiGateway: 'http://127.0.0.1:2', issuer: 'http://127.0.0.1:3' };
  const shown = toPagePolicy(document, compiled, variables);
  const judge = createJudge({ ...shown, addresses, matrix: { personas: [], rows: [] } }, fetchKeys);
  return { judge, issuer, asked };
}

const mint = ({ testIssuer }: StandIn, expiresInSeconds = 900): Promise<string> =>
  testIssuer.mint({}, { scopes: ['read'], expiresInSeconds });

describe('a request', () => {
  test('is let in, with the answer of each gate', async () => {
    const { judge, issuer } = open();
    const { explanation, rest, simple, isKnown } = await judge.judge(ask, await mint(issuer), 0);
    expect([explanation.decision.effect, isKnown]).toEqual(['allow', true]);
    expect(rest).toMatchObject({
      kind: 'rest-token',
      preview: { document: { exact: true }, outcome: { effect: 'allow' } },
    });
    expect(simple).toMatchObject({ kind: 'http-simple', preview: { answer: { isAuthorized: true } } });
  });

  test('without a token is denied token_missing, and its phases say where', async () => {
    const { judge } = open();
    const { explanation, rest } = await judge.judge(ask, '', 0);
    expect(explanation.decision.reason).toBe('token_missing');
    expect(explanation.phases.find(({ status }) => status === 'failed')?.phase).toBe('extract');
    expect(rest).toMatchObject({ preview: { answer: null } });
  });

  test('asks for metadata and keys alone: the token stands in no address', async () => {
    const { judge, issuer, asked } = open();
    const token = await mint(issuer);
    await judge.judge(ask, token, 0);
    expect(asked).toEqual([issuer.testIssuer.urls.metadata, issuer.testIssuer.urls.jwks]);
    expect(asked.join()).not.toContain(token.split('.')[1]);
  });

  test('reads a pasted Authorization line as it is', async () => {
    const { judge, issuer } = open();
    const line = `Authorization: Bearer ${await mint(issuer)}`;
    expect((await judge.judge(ask, line, 0)).explanation.decision.effect).toBe('allow');
  });
});

describe('time', () => {
  test('moves a token out of its life and back into it', async () => {
    const { judge, issuer } = open();
    const token = await mint(issuer);
    const reasons = [];
    for (const offset of [0, HOUR, -2 * HOUR, 0]) {
      reasons.push((await judge.judge(ask, token, offset)).explanation.decision.reason);
    }
    expect(reasons).toEqual([null, 'token_expired', 'token_not_yet_valid', null]);
  });

  test('in an outage: held keys serve for a day, then keys_unavailable, and serve again once time is turned back', async () => {
    const { judge, issuer } = open();
    const token = await mint(issuer, 48 * HOUR);
    const at = async (hours: number): Promise<string | null> =>
      (await judge.judge(ask, token, hours * HOUR)).explanation.decision.reason;
    expect(await at(0)).toBeNull();
    issuer.testIssuer.fail('network');
    expect(await at(23)).toBeNull();
    expect(await at(25)).toBe('keys_unavailable');
    expect(judge.keys()).toMatchObject([{ state: 'expired' }]);
    expect(await at(0)).toBeNull();
    // What was fetched for now is not served to a time before it.
    expect(await at(-1)).toBe('discovery_unavailable');
  });
});

describe('a policy', () => {
  test('that a kind cannot take whole says so, beside the answer', async () => {
    const { judge, issuer } = open({
      ...DOCUMENT,
      routes: { ...DOCUMENT.routes, 'GET api.acme.dev/hosted': 'authenticated' },
    });
    const { rest, simple } = await judge.judge(ask, await mint(issuer), 0);
    expect([rest, simple].map(({ limits }) => limits.length)).toEqual([1, 1]);
    expect(rest.limits.join()).toMatch(/hosted.*: .*host/);
    expect(rest.preview?.outcome.effect).toBe('allow');
    expect((await open().judge.judge(ask, '', 0)).rest.limits).toEqual([]);
  });

  test('that the gate would not start with says why for each kind, once a place', async () => {
    const unsafeReportOnly = { why: 'the first week', until: '2099-01-31' };
    const routes = { ...DOCUMENT.routes, 'GET /orders/:id': { scopes: ['read'], unsafeReportOnly } };
    const { judge } = open({ ...DOCUMENT, routes, apiGateway: { context: { sallyport_subject: 'client' } } });
    const { explanation, rest, simple } = await judge.judge(ask, '', 0);
    expect([explanation.decision.effect, explanation.verdict.wouldDeny]).toEqual(['allow', 'token_missing']);
    for (const { limits } of [rest, simple]) {
      expect(limits).toEqual([
        expect.stringContaining('unsafeReportOnly: a Lambda authorizer enforces every route'),
        expect.stringContaining('the context key "sallyport_subject" is taken'),
      ]);
    }
  });

  test('with a shared secret: its tokens are not judged without it, others are', async () => {
    const secret = 'kept-at-the-gates'.repeat(3);
    const legacy = {
      issuer: 'https://legacy.acme.dev',
      audience: 'legacy',
      hmac: { secrets: [toVariable('HMAC')], encoding: 'utf8' },
    } as const;
    const { judge, issuer } = open({ ...DOCUMENT, issuers: { ...DOCUMENT.issuers, legacy } }, { HMAC: secret });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: legacy.issuer, aud: 'legacy', sub: 'u', scope: 'read', iat: now, exp: now + 60 };
    const token = await mintHmac({ secret }, claims);
    const judged = await judge.judge(ask, token, 0);
    expect([judged.isKnown, judged.explanation.decision.effect]).toEqual([false, 'deny']);
    expect((await judge.judge(ask, await mint(issuer), 0)).isKnown).toBe(true);
    // What fails before the signature is known all the same.
    const opaque = await judge.judge(ask, 'opaque', 0);
    expect([opaque.isKnown, opaque.explanation.decision.reason]).toEqual([true, 'token_opaque']);
  });
});
