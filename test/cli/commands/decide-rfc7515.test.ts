import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';
import { readVectors } from './vectors.ts';

interface Vectors {
  readonly vectors: readonly {
    readonly id: string;
    readonly alg?: string;
    readonly jws?: string;
    readonly json?: object;
    readonly jwk?: { readonly k?: string } | null;
  }[];
}

/** `exp` of every example. */
const EXPIRES_AT = 1_300_819_380;

const file = readVectors<Vectors>('rfc/rfc7515.json');
const find = (id: string) => file?.vectors.find((vector) => vector.id === id);
let folder: Folder;

const decide = async (
  token: string,
  at: number,
  keys: object,
  jwk: object | null,
  secret = 'unused',
): Promise<Record<string, unknown>> => {
  const policy = {
    issuers: {
      joe: {
        issuer: 'joe',
        unsafeNoAudience: 'the examples of RFC 7515 name no audience',
        clockToleranceSeconds: 0,
        ...keys,
      },
    },
    routes: { '/': 'authenticated' },
  };
  const policyFile = await folder.place('rfc7515.jsonc', policy);
  const jwks = jwk === null ? [] : ['--jwks', await folder.place('jwks.json', { keys: [jwk] })];
  const stdin = JSON.stringify({ method: 'GET', url: '/', headers: { authorization: `Bearer ${token}` } });
  const run = await runSallyport(['decide', '--policy', policyFile, '--at', String(at), ...jwks], {
    stdin,
    env: { RFC_SECRET: secret },
  });
  expect(run.stderr).toBe('');
  expect(run.exitCode).toBe(0);
  return JSON.parse(run.stdout) as Record<string, unknown>;
};

describe.skipIf(file === null)('the examples of RFC 7515 through decide', () => {
  beforeAll(async () => {
    folder = await createFolder();
  });
  afterAll(() => folder.remove());

  test.each([
    ['RFC7515 A.2', 'RS256'],
    ['RFC7515 A.3', 'ES256'],
  ])('%s %s is allowed until its last second and token_expired at exp', async (id, algorithm) => {
    const { jws = '', jwk = null } = find(id) ?? {};
    const keys = { jwks: { keys: [jwk] }, algorithms: [algorithm] };
    const before = await decide(jws, EXPIRES_AT - 1, keys, jwk);
    expect(before).toMatchObject({ effect: 'allow', status: 200, reason: null, principal: { issuer: 'joe' } });
    expect(await decide(jws, EXPIRES_AT, keys, jwk)).toMatchObject({
      effect: 'deny',
      status: 401,
      reason: 'token_expired',
    });
  });

  test('A.1 HS256 is allowed by the shared secret until it expires, and a key file does not replace the secret', async () => {
    const { jws = '', jwk } = find('RFC7515 A.1') ?? {};
    const keys = { hmac: { secrets: [`$\{RFC_SECRET}`], encoding: 'base64url' }, algorithms: ['HS256'] };
    expect(await decide(jws, EXPIRES_AT - 1, keys, null, jwk?.k)).toMatchObject({ effect: 'allow' });
    const other = find('RFC7515 A.2')?.jwk ?? null;
    expect(await decide(jws, EXPIRES_AT - 1, keys, other, jwk?.k)).toMatchObject({ effect: 'allow' });
    expect(await decide(jws, EXPIRES_AT, keys, null, jwk?.k)).toMatchObject({ reason: 'token_expired' });
  });

  test.each([
    ['RFC7515 A.5 unsecured', ['algorithm_not_allowed', 'token_malformed']],
    ['RFC7515 E crit UNDEFINED', ['algorithm_not_allowed', 'critical_header', 'token_malformed']],
    ['RFC7515 A.6 general JSON', ['credential_malformed', 'credential_ambiguous', 'token_malformed', 'token_opaque']],
    ['RFC7515 A.7 flattened JSON', ['credential_malformed', 'credential_ambiguous', 'token_malformed', 'token_opaque']],
  ])('%s is denied', async (id, reasons) => {
    const { jws, json } = find(id) ?? {};
    const jwk = find('RFC7515 A.2')?.jwk ?? null;
    const answer = await decide(jws ?? JSON.stringify(json), EXPIRES_AT - 1, { jwks: { keys: [jwk] } }, jwk);
    expect(answer.effect).toBe('deny');
    expect(reasons).toContain(answer.reason);
  });
});
