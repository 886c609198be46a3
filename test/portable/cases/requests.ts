/**
 * Where a credential is read, and everything that is said of a denial: challenge, problem, log record, API Gateway.
 */
import {
  type AuthorizeRequest,
  createAuthorizer,
  type Decision,
  type IssuerEntry,
  REASONS,
  type Reason,
  toApiGatewayAnswer,
  toLogRecord,
  toProblem,
} from '@sallyport/core';
import { type Case, type Json, portable, toText } from '../case.ts';
import { FIXED_KEYS, fixedToken } from '../fixed-tokens.ts';
import { createFixedAuthorizer, toOutcome, toPorts, toRequest } from '../policies.ts';

const TOKEN = fixedToken('ES256');
const SCOPED = { 'GET /orders/:id': { scopes: ['write:orders'] }, '/*': 'authenticated' } as const;

/** The outcome of a request with these headers, as the runtime's own `Headers` hold them. */
async function withHeaders(
  headers: Headers,
  overrides: Partial<IssuerEntry> = {},
  request: Partial<AuthorizeRequest> = {},
): Promise<string> {
  const authorizer = createFixedAuthorizer(['ES256'], overrides, { '/*': 'authenticated' });
  return toOutcome(await authorizer.authorize({ method: 'GET', url: 'https://api.acme.dev/', headers, ...request }));
}

const bearer = (value: string): Promise<string> => withHeaders(new Headers({ authorization: value }));

/** A denial for a missing scope by a good token: the one that has most to say. */
async function denyScope(): Promise<Decision> {
  const authorizer = createFixedAuthorizer(['ES256'], {}, SCOPED);
  return authorizer.authorize(toRequest(TOKEN, '/orders/ann@acme.dev?secret=1'));
}

const COOKIE = { tokenFrom: [{ cookie: 'session' }] } as const;
const QUERY = { tokenFrom: [{ unsafeQueryToken: { name: 't', why: 'an EventSource sends no header' } }] } as const;

export const REQUEST_CASES: readonly Case[] = [
  portable(
    'an Authorization value is read as RFC 6750 says',
    {
      good: 'allow',
      'lower case': 'allow',
      'more spaces': 'allow',
      none: 'deny 401 token_missing',
      basic: 'deny 401 scheme_unsupported',
      dpop: 'deny 401 scheme_unsupported',
      'no token': 'deny 400 credential_malformed',
      'a Kelvin sign': 'deny 401 scheme_unsupported',
      quoted: 'deny 400 credential_malformed',
      twice: 'deny 400 credential_ambiguous',
      'behind another': 'deny 400 credential_ambiguous',
    },
    async () => {
      const twice = new Headers({ authorization: `Bearer ${TOKEN}` });
      twice.append('authorization', `Bearer ${TOKEN}`);
      const behind = new Headers({ authorization: 'Basic YTpi' });
      behind.append('authorization', `Bearer ${TOKEN}`);
      return {
        good: await bearer(`Bearer ${TOKEN}`),
        'lower case': await bearer(`bearer ${TOKEN}`),
        'more spaces': await bearer(`BEARER   ${TOKEN}  `),
        none: await withHeaders(new Headers()),
        basic: await bearer('Basic YTpi'),
        dpop: await bearer(`DPoP ${TOKEN}`),
        'no token': await bearer('Bearer'),
        // `Headers` of some runtimes take Latin-1 only.
        'a Kelvin sign': await bearer(`Be\u00e0rer ${TOKEN}`),
        quoted: await bearer(`Bearer "${TOKEN}"`),
        twice: await withHeaders(twice),
        'behind another': await withHeaders(behind),
      };
    },
  ),
  portable(
    'a cookie is a credential of its own site only',
    {
      read: 'allow',
      'among others': 'allow',
      emptied: 'deny 401 token_missing',
      twice: 'deny 400 credential_ambiguous',
      'another name': 'deny 401 token_missing',
      'posted by nobody': 'deny 403 cross_site_request',
      'posted by the site': 'allow',
      'posted by its origin': 'allow',
      'posted by another': 'deny 403 cross_site_request',
      'a WebSocket of another': 'deny 403 cross_site_request',
      'in the header': 'deny 401 token_missing',
    },
    async () => {
      const get = (cookie: string): Promise<string> => withHeaders(new Headers({ cookie }), COOKIE);
      const post = (others: Readonly<Record<string, string>>, method = 'POST'): Promise<string> =>
        withHeaders(new Headers({ cookie: `session=${TOKEN}`, ...others }), COOKIE, { method });
      return {
        read: await get(`session=${TOKEN}`),
        'among others': await get(`a=b; session=${TOKEN}; c=d`),
        emptied: await get('session='),
        twice: await get(`session=${TOKEN}; session=${TOKEN}`),
        'another name': await get(`Session=${TOKEN}`),
        'posted by nobody': await post({}),
        'posted by the site': await post({ 'sec-fetch-site': 'same-origin' }),
        'posted by its origin': await post({ origin: 'https://api.acme.dev' }),
        'posted by another': await post({ origin: 'https://api.acme.dev.evil.test' }),
        'a WebSocket of another': await post({ upgrade: 'WebSocket', origin: 'null' }, 'GET'),
        'in the header': await withHeaders(new Headers({ authorization: `Bearer ${TOKEN}` }), COOKIE),
      };
    },
  ),
  portable(
    'the query is read where a policy says so, and never shows',
    ['allow', 'deny 400 credential_ambiguous', 'deny 401 token_missing'],
    async () => {
      const ask = (url: string): Promise<string> => withHeaders(new Headers(), QUERY, { url });
      return [await ask(`/?a=1&t=${TOKEN}`), await ask(`/?t=${TOKEN}&%74=${TOKEN}`), await ask(`/?T=${TOKEN}`)];
    },
  ),
  portable('a token found elsewhere than its issuer says is misplaced', 'deny 401 credential_misplaced', async () => {
    const keys = { audience: 'https://api.acme.dev', jwks: { keys: [FIXED_KEYS.ES256 ?? {}] } };
    const issuers = {
      people: { issuer: 'https://people.acme.dev', ...keys, ...COOKIE },
      machines: { issuer: 'https://tokens.acme.dev', ...keys },
    };
    const authorizer = createAuthorizer({ issuers, routes: { '/*': 'authenticated' } }, toPorts());
    const headers = new Headers({ cookie: `session=${TOKEN}` });
    return toOutcome(await authorizer.authorize({ method: 'GET', url: '/', headers }));
  }),
  portable(
    'the challenge of a missing scope names it, and nothing of the request',
    'Bearer realm="api", error="insufficient_scope", error_description="The access token does not grant this request.", scope="write:orders"',
    async () => {
      const decision = await denyScope();
      return decision.effect === 'deny' ? decision.challenge : null;
    },
  ),
  portable('the challenge of a request without a token is bare', ['Bearer realm="api"', 401], async () => {
    const decision = await createFixedAuthorizer(['ES256']).authorize(toRequest(null));
    return decision.effect === 'deny' ? [decision.challenge, decision.status] : [];
  }),
  portable(
    'a problem is generic',
    {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      detail: 'The access token does not grant this request.',
      decisionId: 'decision-1',
    },
    async () => {
      const decision = await denyScope();
      return decision.effect === 'deny' ? { ...toProblem(decision) } : null;
    },
  ),
  portable(
    'a log record is precise, and holds neither token nor query nor subject',
    [
      {
        kind: 'sallyport.decision',
        v: 1,
        ts: '2027-01-15T08:01:00Z',
        decisionId: 'decision-1',
        effect: 'deny',
        status: 403,
        reason: 'scope_insufficient',
        mode: 'enforce',
        wouldDeny: null,
        about: 'scopes',
        method: 'GET',
        route: 'GET /orders/:id',
        policy: true,
        issuer: 'machines',
        subject: 'hash:8d4e6313010b321a',
        client: 'app',
        tokenId: 'hash:28ee9dbc7108cefe',
      },
      'user-1',
      null,
      null,
    ],
    async () => {
      const decision = await denyScope();
      const record = await toLogRecord(decision, { decisions: 'all', subject: 'hash' });
      const plain = await toLogRecord(decision, { decisions: 'deny', subject: 'plain' });
      const hidden = await toLogRecord(decision, { decisions: 'deny', subject: 'off' });
      const none = await toLogRecord(decision, { decisions: 'off', subject: 'plain' });
      const isHash = /^sha256:[0-9a-f]{64}$/.test(record?.policy ?? '');
      return [
        record && { ...record, policy: isHash },
        plain?.subject ?? null,
        hidden?.subject ?? null,
        none && 'a record',
      ];
    },
  ),
  portable('a decision spells neither token nor query', [false, false, false], async () => {
    const text = toText(await denyScope());
    const [, , signature = ''] = TOKEN.split('.');
    return [text.includes(TOKEN), text.includes(signature), text.includes('secret')];
  }),
  portable(
    'every reason has its answer at API Gateway',
    { reasons: 41, unauthorized: 27, deny: 11, fault: 3 },
    async () => {
      const reasons = Object.keys(REASONS) as Reason[];
      const answers: Record<string, number> = { unauthorized: 0, deny: 0, fault: 0 };
      for (const reason of reasons)
        answers[toApiGatewayAnswer(reason)] = (answers[toApiGatewayAnswer(reason)] ?? 0) + 1;
      return { reasons: reasons.length, ...answers } satisfies Json;
    },
  ),
];
