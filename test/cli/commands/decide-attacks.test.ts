import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder, type Folder, type Run, runSallyport } from './sallyport.ts';
import { readVectors } from './vectors.ts';

interface Vectors {
  readonly now: number;
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: object;
  readonly tokens: readonly {
    readonly id: string;
    readonly what: string;
    readonly token: string;
    readonly expect: string;
    readonly reason: string;
  }[];
}

interface Answer {
  readonly effect: string;
  readonly status: number;
  readonly reason: string | null;
  readonly principal: { readonly subject: string; readonly scopes: readonly string[] } | null;
  readonly challenge: string | null;
}

const vectors = readVectors<Vectors>('attack-tokens.json');
const tokens = vectors?.tokens ?? [];
const answers = new Map<string, Answer>();
let folder: Folder;

const decideAll = async (name: string, algorithms: readonly string[]): Promise<Run> => {
  const policy = {
    issuers: {
      issuer: {
        issuer: vectors?.issuer,
        audience: vectors?.audience,
        algorithms,
        tokenTypes: ['at+jwt'],
        requiredClaims: ['sub', 'client_id', 'iat', 'jti'],
        maxLifetimeSeconds: 86_400,
        clockToleranceSeconds: 0,
      },
    },
    routes: { 'GET /': 'authenticated' },
  };
  const file = await folder.place(`${name}.jsonc`, policy);
  const jwks = await folder.place('jwks.json', vectors?.jwks);
  const lines = tokens.map(({ token }) =>
    JSON.stringify({ method: 'GET', url: '/', headers: { authorization: `Bearer ${token}` } }),
  );
  const args = ['decide', '--policy', file, '--jwks', jwks, '--at', String(vectors?.now)];
  return runSallyport(args, { stdin: `${lines.join('\n')}\n` });
};

describe.skipIf(vectors === null)('the attack tokens through decide', () => {
  let run: Run;
  beforeAll(async () => {
    folder = await createFolder();
    run = await decideAll('attacks', ['RS256', 'ES256', 'EdDSA']);
    const lines = run.stdout.trimEnd().split('\n');
    for (const [index, { id }] of tokens.entries()) answers.set(id, JSON.parse(lines[index] ?? '{}') as Answer);
  });
  afterAll(() => folder.remove());

  test('every line is read and answered, in order', () => {
    expect(run.exitCode).toBe(0);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(tokens.length);
    expect(tokens.length).toBeGreaterThan(100);
  });

  test('no token is echoed', () => {
    for (const { token } of tokens.filter((vector) => vector.token.length > 100)) {
      expect(run.stdout.includes(token) || run.stderr.includes(token)).toBe(false);
    }
  });

  test.each(tokens.map((vector) => [vector.id, vector.what, vector.expect, vector.reason] as const))(
    '%s %s: %s %s',
    (id, _what, expectation, reason) => {
      const { effect, status, reason: given, principal } = answers.get(id) ?? {};
      if (id === 'C04') {
        // Accepted only where PS256 is allowed; the test below allows it.
        expect([effect, given]).toEqual(['deny', 'algorithm_not_allowed']);
      } else if (expectation === 'no admin scope') {
        expect(principal?.scopes ?? []).not.toContain('admin');
      } else if (expectation === 'accept or reject' || expectation === 'reject or accept by trying both') {
        if (effect === 'deny') expect(status).toBeLessThan(500);
        else expect([effect, status]).toEqual(['allow', 200]);
        if (effect === 'deny' && reason !== '') expect(reason.split(' or ')).toContain(given);
      } else if (expectation.startsWith('accept')) {
        expect([effect, status, given]).toEqual(['allow', 200, null]);
      } else {
        expect(effect).toBe('deny');
        expect(reason.split(' or ')).toContain(given);
        expect([400, 401]).toContain(status);
      }
    },
  );

  test('a claim named principalId does not become the subject', () => {
    const control = answers.get('C01')?.principal?.subject;
    expect(control).toBeTruthy();
    expect(answers.get('U17')?.principal?.subject).toBe(control);
  });

  test('PS256 with a key that names no algorithm is accepted where the issuer allows it', async () => {
    const allowed = await decideAll('ps256', ['RS256', 'ES256', 'EdDSA', 'PS256']);
    const index = tokens.findIndex(({ id }) => id === 'C04');
    expect(JSON.parse(allowed.stdout.split('\n')[index] ?? '{}')).toMatchObject({ effect: 'allow', reason: null });
  });
});
