/**
 * RFC 7638 where thumbprints decide: keys that a policy blocks by theirs.
 */
import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import { expect } from 'vitest';
import type { Standard } from './standard.ts';
import { expectOutcomes, fromSegment, openGate, pairOf, signToken, toSegment } from './support-gate.ts';

/** The members that a key type requires, in lexicographic order, as one text without white space. */
function toHashInput({ kty, crv, e, n, x, y }: JWK): string {
  const members: Readonly<Record<string, string>> = {
    RSA: `{"e":"${e}","kty":"RSA","n":"${n}"}`,
    EC: `{"crv":"${crv}","kty":"EC","x":"${x}","y":"${y}"}`,
    OKP: `{"crv":"${crv}","kty":"OKP","x":"${x}"}`,
  };
  return members[String(kty)] ?? '';
}

const digest = (text: string, hash = 'sha256'): string => createHash(hash).update(text).digest('base64url');

/** What a pair's token gets at a gate that blocks these, beside a key that nobody blocks. */
async function outcomeOf(algorithm: string, blockedKeys: readonly string[], changes: object = {}): Promise<string> {
  const pair = await pairOf(algorithm);
  const other = await pairOf('ES256', 'other');
  const keys = [{ ...pair.publicJwk, ...changes }, other.publicJwk];
  const gate = await openGate({ keys, issuer: blockedKeys.length === 0 ? {} : { blockedKeys } });
  const token = await signToken({ pair });
  const outcome = await gate.outcome(token);
  await expectOutcomes(gate, [
    ['the pair', token, outcome],
    ['the other key', signToken({ pair: other }), 'allow'],
  ]);
  return outcome;
}

export const standard: Standard = {
  name: 'RFC 7638, JWK thumbprint',
  requirements: [
    {
      section: '3.3',
      level: 'MUST',
      demands:
        'a thumbprint is over the required members of the key type alone, in lexicographic order, without white space',
      test: async () => {
        for (const algorithm of ['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
          const { publicJwk } = await pairOf(algorithm);
          const input = toHashInput(publicJwk);
          const others = [
            JSON.stringify(publicJwk),
            JSON.stringify(JSON.parse(input), null, 1),
            input.replace('"kty"', '"KTY"'),
          ];
          expect(await outcomeOf(algorithm, [])).toBe('allow');
          expect(await outcomeOf(algorithm, [digest(input)])).toBe('key_not_found');
          expect(
            await outcomeOf(
              algorithm,
              others.map((text) => digest(text)),
            ),
          ).toBe('allow');
        }
      },
    },
    {
      section: '3.2',
      level: 'MUST',
      demands: 'members that are not required, and the order in which a set writes them, change no thumbprint',
      test: async () => {
        const { publicJwk } = await pairOf('RS256');
        const blocked = [digest(toHashInput(publicJwk))];
        const reversed = Object.fromEntries(Object.entries(publicJwk).toReversed());
        for (const changes of [{}, { alg: undefined, use: undefined }, { x5t: 'AAAA', 'urn:acme:x': 1 }]) {
          expect(await outcomeOf('RS256', blocked, changes)).toBe('key_not_found');
        }
        const gate = await openGate({
          keys: [reversed, (await pairOf('ES256')).publicJwk],
          issuer: { blockedKeys: blocked },
        });
        await expectOutcomes(gate, [
          ['reversed', signToken({ pair: await pairOf('RS256') }), 'key_not_found'],
          ['the other key', signToken(), 'allow'],
        ]);
      },
    },
    {
      section: '3.4',
      level: 'choice',
      demands: 'the hash is SHA-256, and its value is in base64url without padding',
      test: async () => {
        const input = toHashInput((await pairOf('ES256')).publicJwk);
        expect(await outcomeOf('ES256', [digest(input)])).toBe('key_not_found');
        expect(await outcomeOf('ES256', [digest(input, 'sha512'), digest(input, 'sha1')])).toBe('allow');
        expect(await outcomeOf('ES256', [`${digest(input)}=`])).toBe('allow');
      },
    },
    {
      section: '7',
      level: 'SHOULD',
      demands: 'one key has one thumbprint: a leading zero octet in n or another kid is no way around a block',
      test: async () => {
        const { publicJwk } = await pairOf('RS256');
        const blocked = [digest(toHashInput(publicJwk))];
        const padded = toSegment(new Uint8Array([0, ...fromSegment(String(publicJwk.n))]));
        expect(await outcomeOf('RS256', [], { n: padded })).toBe('allow');
        expect(await outcomeOf('RS256', blocked, { n: padded })).toBe('key_not_found');
        const pair = await pairOf('RS256');
        const keys = [{ ...publicJwk, kid: 'renamed' }, (await pairOf('ES256')).publicJwk];
        await expectOutcomes(await openGate({ keys, issuer: { blockedKeys: blocked } }), [
          ['renamed', signToken({ pair, header: { kid: 'renamed' } }), 'key_not_found'],
          ['the other key', signToken(), 'allow'],
        ]);
      },
    },
  ],
  inapplicable: [
    {
      section: '3.2.1',
      demands: 'a thumbprint of a private key is that of its public key',
      why: 'no private key is ever taken; a set that holds one has it dropped',
    },
  ],
};
