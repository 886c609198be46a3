/** No spelling of an identity header, and no trick of framing, lets a client say who is calling: raw bytes to workerd. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawRequest } from '../../support/raw-http.ts';
import { type Stage, startStage } from '../raw/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    sections: {
      routes: {
        '/public/*': 'public',
        '/optional/*': 'optional',
        '/items/*': 'authenticated',
        '/scoped/*': { scopes: ['read:items'] },
        '/reported/*': { roles: ['admin'], unsafeReportOnly: { why: 'clients move over', until: '2999-12-31' } },
      },
      worker: {
        identityHeaders: { 'X-User-Id': 'subject', 'X-User-Roles': 'roles', 'X-Team-Name': { claim: 'team' } },
      },
    },
  });
});
afterAll(() => stage?.stop());

type Lines = readonly (readonly [string, string])[];

/** The header lines of the one request that reached the origin, or null where none did. */
async function receive(request: RawRequest): Promise<Lines | null> {
  const before = stage.origin.seen.length;
  const { status } = await stage.send(request);
  const arrived = stage.origin.seen.slice(before);
  expect(arrived.length, `requests that arrived, status ${status}`).toBe(status === 200 ? 1 : 0);
  return arrived[0]?.headers ?? null;
}

/** What an origin that folds names as CGI does reads as the gate's word. */
const saysWho = ([name]: readonly [string, string]): boolean =>
  /^x[^a-z0-9]user[^a-z0-9](id|roles)$|^x[^a-z0-9]team[^a-z0-9]name$/i.test(name.trim());

// Every character that RFC 9110 section 5.6.2 lets into a name, beside letters and digits.
const SEPARATORS = [..."!#$%&'*+-.^_`|~"];
const SPELLINGS: readonly string[] = [
  ...SEPARATORS.flatMap((mark) => [`X${mark}User${mark}Id`, `x${mark}user-id`, `X-TEAM${mark}NAME`]),
  ...['x-user-id', 'X-USER-ID', 'x-UsEr-iD', 'X-User_Roles', 'x_user_roles', 'x.team_name'],
];

const ROUTES = {
  public: { target: '/public/x', who: null },
  'optional without a token': { target: '/optional/x', who: null },
  'optional with a token': { target: '/optional/x', who: 'ann' },
  authenticated: { target: '/items/x', who: 'ann' },
  'under a requirement': { target: '/scoped/x', who: 'ann' },
  'reported without a token': { target: '/reported/x', who: null },
} as const;

async function toLines(who: string | null): Promise<Lines> {
  return who === null ? [] : [await stage.bearer({ subject: who, scopes: ['read:items'] })];
}

describe.each(Object.entries(ROUTES))('on a route that is %s', (_kind, { target, who }) => {
  const expected = who === null ? [] : [['x-user-id', who]];

  test('each spelling is taken out, alone and all at once, and the principal’s own is set', async () => {
    const lines = await toLines(who);
    const all = SPELLINGS.map((name) => [name, 'root'] as const);
    for (const spoofed of [...all.map((line) => [line]), all, [...all, ...all]]) {
      const headers = await receive({ target, headers: [...spoofed, ...lines, ...spoofed] });
      const about = spoofed.length === 1 ? spoofed[0]?.[0] : 'all';
      expect([about, headers?.filter(saysWho)]).toEqual([about, expected]);
      expect(headers?.filter(([, value]) => value.includes('root'))).toEqual([]);
    }
  });

  test.each(['HEAD', 'POST', 'DELETE', 'OPTIONS'])('by %s too', async (method) => {
    const headers = await receive({ method, target, headers: [['X_User_Id', 'root'], ...(await toLines(who))] });
    expect(headers?.filter(saysWho)).toEqual(expected);
  });

  test.each<[string, Lines]>([
    ['a space before the colon', [['X-User-Id ', 'root']]],
    ['a tab before the colon', [['X-User-Id\t', 'root']]],
    [
      'a space before the name',
      [
        ['Accept', '*/*'],
        [' X-User-Id', 'root'],
      ],
    ],
    [
      'a tab before the name',
      [
        ['Accept', '*/*'],
        ['\tX-User-Id', 'root'],
      ],
    ],
    ['a bare line feed', [['Accept', '*/*\nX-User-Id: root']]],
    ['a bare carriage return', [['Accept', '*/*\rX-User-Id: root']]],
    ['a NUL in the name', [['X-User-Id\0', 'root']]],
    ['a letter beyond ASCII', [['X-User-\u00eed', 'root']]],
    ['a value of spaces and the name', [['X-User-Id', '   root   ']]],
    [
      'an empty value first',
      [
        ['X-User-Id', ''],
        ['X-User-Id', 'root'],
      ],
    ],
    [
      'a name in Connection',
      [
        ['Connection', 'close, X-User-Id, x_user_id'],
        ['X_User_Id', 'root'],
      ],
    ],
  ])('%s brings nothing in', async (_trick, spoofed) => {
    const headers = await receive({ target, headers: [...spoofed, ...(await toLines(who))] });
    // Refused as no HTTP, or cleaned.
    if (headers !== null) expect(headers.filter(saysWho)).toEqual(expected);
  });

  test('trailers bring nothing in', async () => {
    const body = '4\r\nbody\r\n0\r\nX-User-Id: root\r\nX_User_Roles: root\r\n\r\n';
    const framing: Lines = [
      ['Transfer-Encoding', 'chunked'],
      ['Trailer', 'X-User-Id, X_User_Roles'],
    ];
    const lines = [...framing, ...(await toLines(who))];
    const headers = await receive({ method: 'POST', target, headers: lines, body });
    expect(headers?.filter(saysWho)).toEqual(expected);
    expect(headers?.filter(([name]) => name === 'trailer')).toEqual([]);
  });
});

describe('the facts of a principal arrive in the documented encoding', () => {
  const decode = (text: string): string[] => text.split(',').map(decodeURIComponent);

  test.each<[string, string, string]>([
    ['non-ASCII', '名前 é 🜁', '%E5%90%8D%E5%89%8D%20%C3%A9%20%F0%9F%9C%81'],
    ['a CR LF and a header', 'a\r\nX-User-Roles: root', 'a%0D%0AX-User-Roles:%20root'],
    ['control characters', '\u0000\t\u001b\u007f\u0085', '%00%09%1B%7F%C2%85'],
    ['a comma and a percent', 'a,b%2Cc', 'a%2Cb%252Cc'],
    ['spaces around', ' a ', '%20a%20'],
    ['what HTTP quotes', '"a";b=(c)\\', '"a";b=(c)\\'],
  ])('%s', async (_what, subject, encoded) => {
    const headers = await receive({ target: '/items/x', headers: [await stage.bearer({ subject })] });
    expect(headers?.filter(saysWho)).toEqual([['x-user-id', encoded]]);
    expect(decode(encoded)).toEqual([subject]);
  });

  test.each<[unknown, string | null]>([
    [['a,b', 'c d', '名'], 'a%2Cb,c%20d,%E5%90%8D'],
    [['', 'a'], 'a'],
    [42, '42'],
    [false, 'false'],
    [null, null],
    [[], null],
    [{ name: 'core' }, null],
    [['a', 1], null],
    ['\ud800', null],
    ['x'.repeat(4_000), 'x'.repeat(4_000)],
  ])('the claim %j', async (team, expected) => {
    const authorization = `Bearer ${await stage.issuer.mint({ team }, { subject: 'ann' })}`;
    const headers = await receive({
      target: '/items/x',
      headers: [
        ['X-Team-Name', 'root'],
        ['Authorization', authorization],
      ],
    });
    expect(new Map(headers).get('x-team-name') ?? null).toBe(expected);
  });
});
