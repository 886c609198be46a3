/** Rows on tokens that are signed well and should not pass, and one that should. */
import type { Profile, Row, Stage, Value } from '../row.ts';
import { AUDIENCE, START_MS, type TokenChanges } from '../signer.ts';

interface TokenRow {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly profile?: Profile;
  readonly changes?: TokenChanges;
  /** Changes the spelling of a signed token. */
  readonly respell?: (token: string) => string;
  readonly expected: Row['expected'];
}

/** One changed token, after the unchanged one was accepted. */
async function judge({ guard, signer }: Stage, { profile = 'strict', changes, respell }: TokenRow): Promise<Value> {
  const asked = guard(profile);
  const control = await asked.ask(signer.token(profile === 'strict' ? {} : { header: { typ: 'JWT' } }));
  if (!control.isAccepted) throw new Error(`the good token is refused: ${control.text}`);
  const token = signer.token(changes);
  const { isAccepted } = await asked.ask(respell === undefined ? token : respell(token));
  return isAccepted ? 'accepted' : 'refused';
}

/** The other spelling of the same octets: the last character of 64 octets carries four spare bits. */
function withSpareBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1];
}

const everywhere = (value: string): Row['expected'] => ({
  sallyport: 'refused',
  jose: value,
  'aws-jwt-verify': value,
  'hono/jwk': value,
  'fast-jwt': value,
});
const STRICT = 'Every option set.';

const TOKENS: readonly TokenRow[] = [
  {
    id: 'at-jwt-default',
    title: 'an RFC 9068 token (typ at+jwt)',
    note: 'The options of each README: it should be accepted.',
    profile: 'readme',
    expected: { ...everywhere('accepted'), sallyport: 'accepted', 'hono/jwk': 'refused' },
  },
  {
    id: 'no-exp-default',
    title: 'no exp, options of each README',
    note: 'Issuer and audience are set everywhere.',
    profile: 'readme',
    changes: { header: { typ: 'JWT' }, claims: { exp: undefined } },
    expected: everywhere('accepted'),
  },
  {
    id: 'no-exp',
    title: 'no exp, every option set',
    note: 'jose and fast-jwt with `requiredClaims`; the others have no option for it.',
    changes: { claims: { exp: undefined } },
    expected: { ...everywhere('accepted'), jose: 'refused', 'fast-jwt': 'refused' },
  },
  {
    id: 'exp-infinite',
    title: 'exp: 1e400',
    changes: { claims: { exp: 'INFINITE' }, rewrite: (json) => json.replace('"INFINITE"', '1e400') },
    expected: { ...everywhere('accepted'), 'aws-jwt-verify': 'refused', 'hono/jwk': 'refused' },
  },
  {
    id: 'iat-ahead',
    title: 'a good token whose iat is two seconds ahead of our clock',
    note: `${STRICT} Clocks differ: it should be accepted. hono/jwk has no tolerance to set.`,
    changes: { claims: { iat: Math.floor(START_MS / 1000) + 2 } },
    expected: { ...everywhere('accepted'), sallyport: 'accepted', 'hono/jwk': 'refused' },
  },
  {
    id: 'other-type',
    title: 'typ logout+jwt in place of an access token',
    note: 'jose, hono/jwk and fast-jwt with the expected `typ` set; aws-jwt-verify has no option for it.',
    changes: { header: { typ: 'logout+jwt' } },
    expected: { ...everywhere('refused'), 'aws-jwt-verify': 'accepted' },
  },
  {
    id: 'crit-unknown',
    title: 'a critical header that nobody knows',
    changes: { header: { crit: ['acme.dev/x'], 'acme.dev/x': 1 } },
    expected: { ...everywhere('refused'), 'aws-jwt-verify': 'accepted' },
  },
  {
    id: 'duplicate-header',
    title: 'a header parameter named twice',
    changes: { rewriteHeader: (json) => json.replace('{', '{"alg":"none",') },
    expected: everywhere('accepted'),
  },
  {
    id: 'padded',
    title: 'another spelling: padding at the end',
    respell: (token) => `${token}==`,
    expected: { ...everywhere('accepted'), 'fast-jwt': 'refused' },
  },
  {
    id: 'whitespace',
    title: 'another spelling: a space within the signature',
    note: 'The text as a guard hands it on; hono/jwk and Sallyport read it from a header.',
    respell: (token) => `${token.slice(0, -10)} ${token.slice(-10)}`,
    expected: { ...everywhere('refused'), jose: 'accepted' },
  },
  {
    id: 'spare-bits',
    title: 'another spelling: spare bits of the last character set',
    note: 'One signature, many token texts: no key for a denylist or a cache.',
    respell: withSpareBits,
    expected: everywhere('accepted'),
  },
  {
    id: 'aud-mixed',
    title: 'aud with members that are no strings',
    changes: { claims: { aud: [AUDIENCE, 7, null] } },
    expected: { ...everywhere('accepted'), 'aws-jwt-verify': 'refused', 'fast-jwt': 'refused' },
  },
  {
    id: 'sub-object',
    title: 'a sub that is an object',
    changes: { claims: { sub: { a: 1 } } },
    expected: { ...everywhere('accepted'), 'aws-jwt-verify': 'refused' },
  },
  {
    id: 'cnf-as-bearer',
    title: 'a token bound to a key (cnf.jkt) sent as Bearer',
    note: 'RFC 9449 section 7.2 has it refused.',
    changes: { claims: { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } } },
    expected: everywhere('accepted'),
  },
];

export const TOKEN_ROWS: readonly Row[] = TOKENS.map((row) => ({
  ...{ id: row.id, title: row.title, note: row.note ?? STRICT, expected: row.expected },
  measure: (stage) => judge(stage, row),
}));
