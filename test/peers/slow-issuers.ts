/** What a cold burst comes to while the issuer takes requests and does not answer them; all contenders at once. */
import { mock } from 'node:test';
import { CONTENDERS } from './contenders/all.ts';
import { type ServerMode, startKeyServer } from './key-server.ts';
import type { Contender, MeasuredRow, Name, Row, Value } from './row.ts';
import { createSigner } from './signer.ts';

const REQUESTS = 20;
const PATIENCE_MS = 8000;
const HANGS = `hangs > ${PATIENCE_MS / 1000} s`;
/** A timer may end this early by another clock. */
const EARLY_MS = 50;

interface Outcome {
  readonly answers: string;
  readonly fetches: number;
}

interface Pair {
  readonly mode: ServerMode;
  readonly answers: Row;
  readonly fetches: Row;
}

const measure = (): Promise<Value> => Promise.reject(new Error('measured by runSlowIssuers'));

const PAIRS: readonly Pair[] = [
  {
    mode: 'hang',
    answers: {
      id: 'hang-answers',
      title: 'what 20 concurrent requests get, cold, the issuer never answers',
      note: `Every option set, every deadline its own. The last answer counts, in whole seconds that have passed; nobody is waited for longer than ${PATIENCE_MS / 1000} s. hono/jwk has no deadline; aws-jwt-verify tries twice, 3 s each.`,
      measure,
      expected: {
        sallyport: '503 after 3 s',
        jose: 'ERR_JWKS_TIMEOUT after 5 s',
        'aws-jwt-verify': 'FetchError after 6 s',
        'hono/jwk': HANGS,
      },
    },
    fetches: {
      id: 'hang-fetches',
      title: 'fetches for those requests, no answer ever',
      note: 'As above.',
      measure,
      expected: { sallyport: 1, jose: 1, 'aws-jwt-verify': 2, 'hono/jwk': 20 },
    },
  },
  {
    mode: 'drip',
    answers: {
      id: 'drip-answers',
      title: 'what 20 concurrent requests get, cold, the issuer sends a byte now and then',
      note: 'As above. A byte every 400 ms.',
      measure,
      expected: {
        sallyport: '503 after 3 s',
        jose: 'ERR_JOSE_GENERIC after 5 s',
        'aws-jwt-verify': 'FetchError after 6 s',
        'hono/jwk': HANGS,
      },
    },
    fetches: {
      id: 'drip-fetches',
      title: 'fetches for those requests, a byte now and then',
      note: 'As above.',
      measure,
      expected: { sallyport: 1, jose: 1, 'aws-jwt-verify': 2, 'hono/jwk': 20 },
    },
  },
];

/** Measures the rows on the real clock: what is measured are deadlines. */
export async function runSlowIssuers(): Promise<readonly MeasuredRow[]> {
  const muted = [mock.method(console, 'warn', () => undefined), mock.method(console, 'error', () => undefined)];
  try {
    return (await Promise.all(PAIRS.map(measurePair))).flat();
  } finally {
    for (const method of muted) method.mock.restore();
  }
}

async function measurePair({ mode, answers, fetches }: Pair): Promise<readonly MeasuredRow[]> {
  const contenders = CONTENDERS.filter(({ name }) => answers.expected[name] !== undefined);
  const outcomes = await Promise.all(
    contenders.map(async (contender) => [contender.name, await play(contender, mode)] as const),
  );
  const toValues = (member: keyof Outcome): ReadonlyMap<Name, Value> =>
    new Map(outcomes.map(([name, outcome]) => [name, outcome[member]]));
  return [
    { row: answers, values: toValues('answers') },
    { row: fetches, values: toValues('fetches') },
  ];
}

async function play(contender: Contender, mode: ServerMode): Promise<Outcome> {
  const server = await startKeyServer();
  const signer = createSigner('at+jwt');
  server.publish(signer.key.jwk);
  server.setMode(mode);
  const guard = contender.create({ jwksUrl: server.jwksUrl, profile: 'strict' });
  const tokens = Array.from({ length: REQUESTS }, (_, index) => signer.token({ claims: { jti: `slow-${index}` } }));
  const beganMs = performance.now();
  const asked = Promise.all(tokens.map((token) => guard.ask(token)));
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), PATIENCE_MS);
  try {
    const answers = await Promise.race([asked, late.promise]);
    const fetches = server.fetches();
    if (answers === null) return { answers: HANGS, fetches };
    if (answers.some(({ isAccepted }) => isAccepted)) throw new Error('a token is accepted without keys');
    const seconds = Math.floor((performance.now() - beganMs + EARLY_MS) / 1000);
    return { answers: `${[...new Set(answers.map(({ how }) => how))].join(' or ')} after ${seconds} s`, fetches };
  } finally {
    clearTimeout(timer);
    await server.stop();
    // Whoever still waits is let go by the server's end.
    await asked;
  }
}
