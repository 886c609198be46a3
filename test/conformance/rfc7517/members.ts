/**
 * RFC 7517 section 4: one member of a key set.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { expectOutcomes, openGate, pairOf, signToken } from '../support-gate.ts';

type Members = Readonly<Record<string, unknown>>;

/** What becomes of a member that is the ES256 key but for these, in a set whose other key is good. */
async function judge(changes: Members): Promise<readonly string[]> {
  const main = await pairOf('ES256');
  const other = await pairOf('ES256', 'other');
  // A value of undefined leaves the member out, as JSON does.
  const gate = await openGate({ keys: [{ ...main.publicJwk, ...changes }, other.publicJwk] });
  const outcomes = [await gate.outcome(await signToken()), await gate.outcome(await signToken({ pair: other }))];
  return [...outcomes, ...gate.events().filter((event) => event.startsWith('refused_key'))];
}

const USED = ['allow', 'allow'];
const refused = (why: string): readonly string[] => ['key_not_found', 'allow', `refused_key ${why}`];

/** Each member, judged; the first is the key as its issuer publishes it. */
async function expectJudged(
  rows: readonly (readonly [changes: Members, judgement: readonly string[]])[],
): Promise<void> {
  const expected = [[{}, USED] as const, ...rows];
  const actual: unknown[] = [];
  for (const [changes] of expected) actual.push([changes, await judge(changes)]);
  expect(actual).toEqual(expected);
}

export const MEMBERS: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'members of a key that are not understood are ignored',
    test: () =>
      expectJudged([
        [{ 'urn:acme:x': { deep: [1] }, iat: 'soon', exp: 0, revoked: false, ext: true }, USED],
        [{ issuer: 'https://other.test' }, USED],
      ]),
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'of a member that a key repeats the last value counts',
    test: async () => {
      const { publicJwk } = await pairOf('ES256');
      const { publicJwk: foreign } = await pairOf('ES256', 'foreign');
      const members = JSON.stringify(publicJwk).slice(1, -1);
      const toGate = (text: string) => openGate({ body: `{"keys":[{${text}}]}` });
      const token = await signToken();
      await expectOutcomes(await toGate(`"x":"${foreign.x}",${members}`), [['the good x last', token, 'allow']]);
      await expectOutcomes(await toGate(`${members},"kid":"renamed"`), [
        ['the good kid first', token, 'key_not_found'],
        ['the last kid', signToken({ header: { kid: 'renamed' } }), 'allow'],
      ]);
    },
  },
  {
    section: '4.1',
    level: 'MUST',
    demands: 'a member without a kty, or of a kty that is not known letter for letter, is dropped and the others stay',
    test: () =>
      expectJudged(
        [undefined, 'ec', 'EC ', 'AKP', 7, null].map((kty) => [{ kty }, refused('kty_unsupported')] as const),
      ),
  },
  {
    section: '4.2',
    level: 'MUST',
    demands: 'a key whose use is not sig verifies nothing',
    test: () =>
      expectJudged([
        [{ use: undefined }, USED],
        ...['enc', 'SIG', '', 7, null, ['sig']].map((use) => [{ use }, refused('use_not_sig')] as const),
      ]),
  },
  {
    section: '4.3',
    level: 'MUST',
    demands: 'key_ops is an array without duplicates that allows verify, and does not contradict use',
    test: () =>
      expectJudged([
        [{ key_ops: ['verify'] }, USED],
        [{ key_ops: ['sign', 'verify'] }, USED],
        [{ key_ops: ['verify'], use: undefined }, USED],
        ...[['verify', 'verify'], ['deriveBits'], ['Verify'], ['sign'], [], 'verify', { verify: true }, null].map(
          (key_ops) => [{ key_ops }, refused('key_ops_not_verify')] as const,
        ),
        [{ key_ops: ['verify', 'encrypt'] }, refused('key_ops_not_verify')],
        [{ key_ops: ['deriveBits'], use: undefined }, refused('key_ops_not_verify')],
      ]),
  },
  {
    section: '4.3',
    level: 'choice',
    demands:
      'unrelated operations beside verify, which issuers should not list, are tolerated where no use contradicts them',
    test: () => expectJudged([[{ key_ops: ['verify', 'encrypt'], use: undefined }, USED]]),
  },
  {
    section: '4.4',
    level: 'MUST',
    demands: 'a key is used with its alg only; one whose alg is no signature algorithm of its kty and curve is dropped',
    test: async () => {
      await expectJudged([
        [{ alg: undefined }, USED],
        ...['ES384', 'RS256', 'ECDH-ES', 'none', 'es256', 'HS256', 7, null].map(
          (alg) => [{ alg }, refused('alg_unsupported')] as const,
        ),
      ]);
      const rsa = await pairOf('RS256');
      await expectOutcomes(await openGate({ keys: [rsa.publicJwk] }), [
        ['its algorithm', signToken({ pair: rsa }), 'allow'],
        ['RS512 by the same key', signToken({ pair: rsa, algorithm: 'RS512' }), 'key_not_found'],
        ['PS256 by the same key', signToken({ pair: rsa, algorithm: 'PS256' }), 'key_not_found'],
      ]);
    },
  },
  {
    section: '4.5',
    level: 'MUST',
    demands: 'kid is a case-sensitive string; a member with any other kid is dropped',
    test: async () => {
      await expectJudged([
        ...[7, null, ['ES256-1'], 'x'.repeat(1025)].map((kid) => [{ kid }, refused('kid_invalid')] as const),
        [{ kid: 'es256-1' }, ['key_not_found', 'allow']],
      ]);
    },
  },
  {
    section: '4.5',
    level: 'SHOULD',
    demands:
      'kids of a set are distinct; where they are not, up to four keys of one name are each tried, and more never',
    test: async () => {
      const made = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((kid) => pairOf('ES256', kid)));
      const keys = made.map(({ publicJwk }) => ({ ...publicJwk, kid: 'same' }));
      const tokens = made.map((pair) => signToken({ pair, header: { kid: 'same' } }));
      const stranger = signToken({ header: { kid: 'same' } });
      await expectOutcomes(await openGate({ keys: keys.slice(0, 4) }), [
        ...tokens.slice(0, 4).map((token) => ['one of four', token, 'allow'] as const),
        ['none of them', stranger, 'signature_invalid'],
      ]);
      const { publicJwk } = await pairOf('ES256');
      await expectOutcomes(await openGate({ keys: [...keys, publicJwk] }), [
        ...tokens.map((token) => ['one of five', token, 'key_ambiguous'] as const),
        ['another name', signToken(), 'allow'],
      ]);
    },
  },
  {
    section: '4.7',
    level: 'MUST',
    demands: 'x5u, x5c, x5t and x5t#S256 are not used: certificates that do not match their key change nothing',
    test: () =>
      expectJudged([
        [{ x5c: ['bm90IGEgY2VydGlmaWNhdGU='], x5t: 'AAAA', 'x5t#S256': 'AAAA' }, USED],
        [{ x5c: 7, x5u: 'http://169.254.169.254/' }, USED],
      ]),
  },
  {
    section: '9.2',
    level: 'MUST',
    demands:
      'private and symmetric keys are secrets: one that is published is dropped and told of, and no token it signs passes',
    test: async () => {
      const { privateJwk } = await pairOf('ES256');
      const secret = { kty: 'oct', kid: 'oct-1', alg: 'HS256', use: 'sig', k: 'A'.repeat(43) };
      await expectJudged([
        [privateJwk, refused('private_key')],
        ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'].map(
          (name) => [{ [name]: null }, refused('private_key')] as const,
        ),
        [{ kty: 'oct', k: secret.k }, refused('symmetric_key')],
      ]);
      const gate = await openGate({ keys: [secret, (await pairOf('ES256')).publicJwk] });
      const forged = signToken({ pair: { algorithm: 'HS256', publicJwk: secret, privateJwk: secret } });
      await expectOutcomes(gate, [
        ['the other key', signToken(), 'allow'],
        ['HS256 with the published secret', forged, 'algorithm_not_allowed'],
      ]);
    },
  },
];
