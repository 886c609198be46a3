/** Rows on what a refusal says, and to whom. */
import type { Row, Stage } from '../row.ts';
import { createSigningKey, SUBJECT } from '../signer.ts';
import { warm } from './fetches.ts';

async function howInOutage(stage: Stage, mode: 'error' | 'drop'): Promise<string> {
  stage.server.setMode(mode);
  return (await stage.guard('strict').ask(stage.signer.token())).how;
}

/** Tokens that are refused at different phases: another's key under the current kid, another audience, and expired. */
function refusedTokens({ signer }: Stage): readonly string[] {
  const stranger = { ...createSigningKey('stranger'), kid: signer.key.kid };
  return [
    signer.token({ key: stranger }),
    signer.token({ claims: { aud: 'https://other.acme.dev' } }),
    signer.token({ claims: { exp: 1_000_000_000 } }),
  ];
}

export const ANSWER_ROWS: readonly Row[] = [
  {
    id: 'bad-signature-answer',
    title: 'what a bad signature is',
    note: 'The status of a middleware, the code or class of a library’s error.',
    measure: async (stage) => {
      const guard = await warm(stage);
      const [forged = ''] = refusedTokens(stage);
      return (await guard.ask(forged)).how;
    },
    expected: {
      sallyport: '401',
      jose: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      'aws-jwt-verify': 'JwtInvalidSignatureError',
      'hono/jwk': '401',
    },
  },
  {
    id: 'outage-answer-500',
    title: 'what a good token is while the issuer answers 500',
    note: 'Cold. A client that gets 401 logs its user out.',
    measure: (stage) => howInOutage(stage, 'error'),
    expected: {
      sallyport: '503',
      jose: 'ERR_JOSE_GENERIC',
      'aws-jwt-verify': 'NonRetryableFetchError',
      'hono/jwk': '500',
    },
  },
  {
    id: 'outage-answer-drop',
    title: 'what a good token is while the issuer drops connections',
    note: 'Cold. A library’s user has to know each of these names.',
    measure: (stage) => howInOutage(stage, 'drop'),
    expected: { sallyport: '503', jose: 'TypeError', 'aws-jwt-verify': 'FetchError', 'hono/jwk': '401' },
  },
  {
    id: 'error-quotes',
    title: 'what of a refused token the error or log quotes',
    note: 'The error with its causes as Node prints it, or answer and log of Sallyport; bad signature, other audience, expired.',
    measure: async (stage) => {
      const guard = await warm(stage);
      const tokens = refusedTokens(stage);
      const said = [];
      for (const token of tokens) said.push((await guard.ask(token)).text);
      const text = [...said, ...stage.printed].join('\n');
      const signatures = tokens.map((token) => token.split('.')[2] ?? '');
      if (signatures.some((signature) => text.includes(signature))) return 'all of it';
      return text.includes(SUBJECT) ? 'its claims' : 'nothing';
    },
    expected: {
      sallyport: 'nothing',
      jose: 'its claims',
      'aws-jwt-verify': 'nothing',
      'hono/jwk': 'all of it',
      'fast-jwt': 'nothing',
    },
  },
  {
    id: 'challenge-query',
    title: 'whether the challenge repeats the query string',
    note: 'A request without a token, `realm` left at its default.',
    measure: async ({ guard }) => {
      const challenge = (await guard('strict').challengeOf?.('http://localhost/secure?session=s3cr3t')) ?? '';
      if (!challenge.startsWith('Bearer')) throw new Error(`no challenge: ${challenge}`);
      return challenge.includes('s3cr3t') ? 'yes' : 'no';
    },
    expected: { sallyport: 'no', 'hono/jwk': 'yes' },
  },
];
