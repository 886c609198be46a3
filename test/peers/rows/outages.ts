/** Rows on what becomes of good tokens, and of the issuer, while the issuer cannot answer. */
import type { ServerMode } from '../key-server.ts';
import type { Row, Stage } from '../row.ts';
import { countRefused, goodTokens, warm } from './fetches.ts';

const ELEVEN_MINUTES = 660;

async function askCold(stage: Stage, mode: ServerMode): Promise<number> {
  stage.server.setMode(mode);
  await countRefused(stage.guard('strict'), goodTokens(stage));
  return stage.server.fetches();
}

async function askAged(stage: Stage): Promise<{ readonly refused: number; readonly fetches: number }> {
  const guard = await warm(stage);
  await stage.pass(ELEVEN_MINUTES);
  stage.server.setMode('error');
  const before = stage.server.fetches();
  const refused = await countRefused(guard, goodTokens(stage));
  return { refused, fetches: stage.server.fetches() - before };
}

export const OUTAGE_ROWS: readonly Row[] = [
  {
    id: 'cold-outage-500',
    title: 'fetches for 100 good tokens, cold, the issuer answers 500',
    note: 'Every option set. One after the other, within an instant.',
    measure: (stage) => askCold(stage, 'error'),
    expected: { sallyport: 1, jose: 100, 'aws-jwt-verify': 100, 'hono/jwk': 100 },
  },
  {
    id: 'cold-outage-drop',
    title: 'fetches for 100 good tokens, cold, the issuer drops connections',
    note: 'As above. aws-jwt-verify tries each fetch twice.',
    measure: (stage) => askCold(stage, 'drop'),
    expected: { sallyport: 1, jose: 100, 'aws-jwt-verify': 200, 'hono/jwk': 100 },
  },
  {
    id: 'aged-outage-refused',
    title: 'of 100 good tokens refused, 11 minutes after the last fetch, in an outage',
    note: 'Every option set. aws-jwt-verify never lets keys age: see the row on removed keys.',
    measure: async (stage) => (await askAged(stage)).refused,
    expected: { sallyport: 0, jose: 100, 'aws-jwt-verify': 0, 'hono/jwk': 100 },
  },
  {
    id: 'aged-outage-fetches',
    title: 'fetches for those 100 tokens',
    note: 'As above.',
    measure: async (stage) => (await askAged(stage)).fetches,
    expected: { sallyport: 1, jose: 100, 'aws-jwt-verify': 0, 'hono/jwk': 100 },
  },
];
