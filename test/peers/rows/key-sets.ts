/** Rows on key sets that should be refused in part or whole, and on where they come from. */
import { createHash, randomBytes } from 'node:crypto';
import { PolicyError } from '@sallyport/core';
import type { Row, Stage, Value } from '../row.ts';
import { toClaims, toSegment } from '../signer.ts';

async function judge({ guard, signer }: Stage, token: string = signer.token()): Promise<Value> {
  const { isAccepted } = await guard('strict').ask(token);
  return isAccepted ? 'accepted' : 'refused';
}

/** A good token, checked against a set with one more member in front. */
function besides(member: unknown): Row['measure'] {
  return async (stage) => {
    if ((await judge(stage)) !== 'accepted') throw new Error('the good token is refused');
    stage.server.publish(member, stage.signer.key.jwk);
    return judge(stage);
  };
}

/** A key whose exponent is 1: the signature is the padded digest itself, and anybody can write that. */
function forgeWithExponentOne(): { readonly jwk: object; readonly token: string } {
  const modulus = randomBytes(256);
  modulus[0] = 0xff;
  modulus[255] = 0xff;
  const jwk = { kty: 'RSA', kid: 'one', alg: 'RS256', use: 'sig', n: modulus.toString('base64url'), e: 'AQ' };
  const header = JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: 'one' });
  const input = `${toSegment(header)}.${toSegment(JSON.stringify(toClaims({})))}`;
  return { jwk, token: `${input}.${toPaddedDigest(input).toString('base64url')}` };
}

/** EMSA-PKCS1-v1_5 of RFC 8017 section 9.2 for SHA-256 and 256 octets. */
function toPaddedDigest(input: string): Buffer {
  const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const tail = Buffer.concat([Buffer.from([0]), digestInfo, createHash('sha256').update(input).digest()]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 2 - tail.length, 0xff), tail]);
}

const ACCEPTED = { jose: 'accepted', 'aws-jwt-verify': 'accepted', 'hono/jwk': 'accepted' } as const;
const STRICT = 'Every option set.';

export const KEY_SET_ROWS: readonly Row[] = [
  {
    id: 'bad-member-null',
    title: 'a good token, its set beginning with null',
    note: `${STRICT} One bad member should cost nothing.`,
    measure: besides(null),
    expected: { sallyport: 'accepted', jose: 'refused', 'aws-jwt-verify': 'refused', 'hono/jwk': 'refused' },
  },
  {
    id: 'bad-member-no-kty',
    title: 'a good token, its set beginning with a key without kty',
    note: STRICT,
    measure: besides({ kid: 'other' }),
    expected: { sallyport: 'accepted', jose: 'accepted', 'aws-jwt-verify': 'refused', 'hono/jwk': 'accepted' },
  },
  {
    id: 'rsa-exponent-one',
    title: 'a token forged for an RSA key with e = 1',
    note: `${STRICT} Total forgery, without the private key; Node imports such a key.`,
    measure: async (stage) => {
      const { jwk, token } = forgeWithExponentOne();
      stage.server.publish(stage.signer.key.jwk, jwk);
      if ((await judge(stage)) !== 'accepted') throw new Error('the good token is refused');
      return judge(stage, token);
    },
    expected: { sallyport: 'refused', ...ACCEPTED, 'fast-jwt': 'accepted' },
  },
  {
    id: 'huge-set',
    title: 'a key set of 5 MB',
    note: STRICT,
    measure: besides({ kty: 'EC', kid: 'other', padding: 'x'.repeat(5_000_000) }),
    expected: { sallyport: 'refused', ...ACCEPTED },
  },
  {
    id: 'redirected-set',
    title: 'a key set behind a redirect',
    note: STRICT,
    measure: async (stage) => {
      stage.server.setMode('redirect');
      return judge(stage);
    },
    expected: { sallyport: 'refused', jose: 'refused', 'aws-jwt-verify': 'refused', 'hono/jwk': 'accepted' },
  },
  {
    id: 'plain-http-set',
    title: 'a key set over http from another host than loopback',
    note: `${STRICT} The global fetch takes that host to loopback. Sallyport refuses the policy.`,
    measure: async (stage) => {
      const realFetch = globalThis.fetch;
      globalThis.fetch = (_input, init) => realFetch(stage.server.jwksUrl, init);
      try {
        const guard = stage.contender.create({ jwksUrl: 'http://tokens.acme.dev/jwks', profile: 'strict' });
        return (await guard.ask(stage.signer.token())).isAccepted ? 'accepted' : 'refused';
      } catch (error) {
        if (error instanceof PolicyError) return 'refused';
        throw error;
      } finally {
        globalThis.fetch = realFetch;
      }
    },
    expected: { sallyport: 'refused', jose: 'accepted', 'aws-jwt-verify': 'refused', 'hono/jwk': 'accepted' },
  },
];
