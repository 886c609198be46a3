/** Rows on how often the issuer is asked for its keys. */
import type { Guard, Row, Stage } from '../row.ts';
import { createSigningKey, ISSUER } from '../signer.ts';

const TOKENS = 100;

/** Asks with one token after the other. @returns how many were refused. */
export async function countRefused(guard: Guard, tokens: readonly string[]): Promise<number> {
  let refused = 0;
  for (const token of tokens) if (!(await guard.ask(token)).isAccepted) refused += 1;
  return refused;
}

/** Has one good token accepted, so that keys are held where the contender holds any. */
export async function warm({ guard, signer }: Pick<Stage, 'guard' | 'signer'>): Promise<Guard> {
  const warmed = guard('strict');
  const answer = await warmed.ask(signer.token());
  if (!answer.isAccepted) throw new Error(`the good token is refused: ${answer.text}`);
  return warmed;
}

/** Distinct good tokens. */
export function goodTokens({ signer }: Pick<Stage, 'signer'>): readonly string[] {
  return Array.from({ length: TOKENS }, (_, index) => signer.token({ claims: { jti: `good-${index}` } }));
}

/** Tokens that name keys which the issuer never had. */
function bogusTokens({ signer }: Pick<Stage, 'signer'>): readonly string[] {
  const stranger = createSigningKey('stranger');
  return Array.from({ length: TOKENS }, (_, index) => signer.token({ key: { ...stranger, kid: `bogus-${index}` } }));
}

const MINUTE = 60;

export const FETCH_ROWS: readonly Row[] = [
  {
    id: 'cold-burst-node',
    title: 'fetches for 100 concurrent requests, cold, on Node',
    note: 'Every option set. The issuer takes 150 ms.',
    server: { delayMs: 150 },
    measure: async (stage) => {
      const guard = stage.guard('strict');
      const answers = await Promise.all(goodTokens(stage).map((token) => guard.ask(token)));
      if (answers.some(({ isAccepted }) => !isAccepted)) throw new Error('a good token is refused');
      return stage.server.fetches();
    },
    expected: { sallyport: 1, jose: 1, 'aws-jwt-verify': 1, 'hono/jwk': 100 },
  },
  {
    id: 'warm-requests',
    title: 'fetches for 100 further requests',
    note: 'Every option set. One after the other, at the instant of the first.',
    measure: async (stage) => {
      const guard = await warm(stage);
      const before = stage.server.fetches();
      if ((await countRefused(guard, goodTokens(stage))) > 0) throw new Error('a good token is refused');
      return stage.server.fetches() - before;
    },
    expected: { sallyport: 0, jose: 0, 'aws-jwt-verify': 0, 'hono/jwk': 100 },
  },
  {
    id: 'bogus-kids-healthy',
    title: 'fetches for 100 unknown kids, the issuer answers',
    note: 'Every option set. A minute after the keys were fetched, past every cool-down; one after the other.',
    measure: async (stage) => {
      const guard = await warm(stage);
      await stage.pass(MINUTE);
      const before = stage.server.fetches();
      if ((await countRefused(guard, bogusTokens(stage))) < TOKENS) throw new Error('a bogus token is accepted');
      return stage.server.fetches() - before;
    },
    expected: { sallyport: 1, jose: 1, 'aws-jwt-verify': 1, 'hono/jwk': 100 },
  },
  {
    id: 'bogus-kids-failing',
    title: 'fetches for 100 unknown kids, the issuer answers 500',
    note: 'As above, while every fetch fails.',
    measure: async (stage) => {
      const guard = await warm(stage);
      await stage.pass(MINUTE);
      stage.server.setMode('error');
      const before = stage.server.fetches();
      await countRefused(guard, bogusTokens(stage));
      return stage.server.fetches() - before;
    },
    expected: { sallyport: 1, jose: 100, 'aws-jwt-verify': 100, 'hono/jwk': 100 },
  },
  {
    id: 'unknown-issuer',
    title: 'fetches for 100 tokens of an issuer nobody configured, cold',
    note: 'Every option set. Distinct kids, so that no key is found either.',
    measure: async (stage) => {
      const guard = stage.guard('strict');
      const foreign = stage.signer.token({ claims: { iss: `${ISSUER}.evil.test` } });
      await countRefused(
        guard,
        Array.from({ length: TOKENS }, () => foreign),
      );
      return stage.server.fetches();
    },
    expected: { sallyport: 0, jose: 1, 'aws-jwt-verify': 1, 'hono/jwk': 100 },
  },
];
