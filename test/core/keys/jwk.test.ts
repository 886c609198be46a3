import { calculateJwkThumbprint } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { isFitting, type KeyRules, parseJwk } from '../../../packages/core/src/keys/jwk.ts';
import { toAlgorithm } from '../../../packages/core/src/token/algorithms.ts';
import { keyFixture } from '../../support/public-jwks.ts';

type Member = Record<string, unknown>;

const RULES: KeyRules = { iss: 'https://issuer.test', tenant: null, blockedKeys: new Set() };
let rsa: Member;
let ec: Member;
let ec384: Member;
let ec521: Member;
let ed: Member;

beforeAll(async () => {
  rsa = { ...(await keyFixture('rsa', 'RS256')).jwk };
  ec = { ...(await keyFixture('ec', 'ES256')).jwk };
  ec384 = { ...(await keyFixture('ec384', 'ES384')).jwk };
  ec521 = { ...(await keyFixture('ec521', 'ES512')).jwk };
  ed = { ...(await keyFixture('ed', 'EdDSA')).jwk };
});

function verdict(member: unknown, rules: Partial<KeyRules> = {}): string {
  const parsed = parseJwk(member, { ...RULES, ...rules });
  return parsed.kind === 'key' ? 'key' : parsed.why;
}

/** An unsigned integer of that many bits, all of them set, so that it is odd. */
function integer(bits: number, change: { readonly last?: number; readonly lead?: readonly number[] } = {}): string {
  const octets = new Uint8Array(Math.ceil(bits / 8)).fill(0xff);
  octets[0] = 0xff >> ((8 - (bits % 8)) % 8);
  octets[octets.length - 1] = change.last ?? 0xff;
  return Buffer.from([...(change.lead ?? []), ...octets]).toString('base64url');
}

describe('a member of a key set', () => {
  it('is a key with its public members alone, whatever else it carries', () => {
    const parsed = parseJwk({ ...ec, use: 'sig', alg: 'ES256', x5c: ['AA'], x5t: 'no', extra: { deep: 1 } }, RULES);
    expect(parsed).toMatchObject({
      kind: 'key',
      key: { kid: 'ec', algorithm: 'ES256', material: { jwk: { kty: 'EC', crv: 'P-256', x: ec.x, y: ec.y } } },
    });
    expect(parsed.kind === 'key' && Object.keys(parsed.key.material.jwk).toSorted()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  it('may be RSA, any NIST curve or Ed25519, with or without kid and alg', () => {
    for (const member of [rsa, ec, ec384, ec521, ed]) {
      const { kid: _, ...nameless } = member;
      expect(verdict(member)).toBe('key');
      expect(parseJwk(nameless, RULES)).toMatchObject({ kind: 'key', key: { kid: null, algorithm: null } });
    }
  });

  it('is refused where it is no object', () => {
    for (const member of [null, 1, 'key', true, [], [ec]]) expect(verdict(member)).toBe('not_an_object');
  });

  it('is refused where its kid is no string or longer than 1,024 characters', () => {
    for (const kid of [1, null, [], {}, 'k'.repeat(1025)]) expect(verdict({ ...ec, kid })).toBe('kid_invalid');
    for (const kid of ['', 'k'.repeat(1024), '../../etc/passwd', "' or 1=1"])
      expect(verdict({ ...ec, kid })).toBe('key');
  });

  it('is refused where it publishes a private member, present in any form', () => {
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']) {
      expect(verdict({ ...rsa, [name]: 'AQAB' })).toBe('private_key');
      expect(verdict({ ...ec, [name]: null })).toBe('private_key');
    }
  });

  it('is refused where it is symmetric (attack: HS256 with the public key)', () => {
    expect(verdict({ kty: 'oct', k: 'AAAA', kid: 'h', alg: 'HS256' })).toBe('symmetric_key');
  });

  it('is refused where the policy blocks its kid', () => {
    expect(verdict(ec, { blockedKeys: new Set(['ec']) })).toBe('blocked');
    expect(verdict({ ...ec, kid: 'other' }, { blockedKeys: new Set(['ec']) })).toBe('key');
  });

  it('is refused where use is present and not sig', () => {
    for (const use of ['enc', 'SIG', '', null, ['sig']]) expect(verdict({ ...ec, use })).toBe('use_not_sig');
    expect(verdict({ ...ec, use: 'sig' })).toBe('key');
  });

  it('is refused where key_ops does not allow verifying, repeats itself or contradicts use', () => {
    const refused = [[], ['sign'], ['encrypt'], 'verify', null, {}, ['verify', 'verify'], ['verify', 'sign', 'sign']];
    for (const key_ops of refused) expect(verdict({ ...ec, key_ops })).toBe('key_ops_not_verify');
    expect(verdict({ ...ec, key_ops: ['verify', 7] })).toBe('key_ops_not_verify');
    expect(verdict({ ...ec, use: 'sig', key_ops: ['verify', 'encrypt'] })).toBe('key_ops_not_verify');
    expect(verdict({ ...ec, use: 'sig', key_ops: ['verify', 'sign'] })).toBe('key');
    expect(verdict({ ...ec, key_ops: ['verify', 'encrypt'] })).toBe('key');
  });

  it('is refused where its type is unknown', () => {
    for (const kty of ['AKP', 'rsa', '', 1, null, undefined, '__proto__']) {
      expect(verdict({ ...ec, kty })).toBe('kty_unsupported');
    }
  });

  it('is refused where alg is unsupported or contradicts type or curve', () => {
    for (const alg of ['none', 'HS256', 'RSA-OAEP', 'ES384', 'EdDSA', 'RS256', '', null, 1, 'constructor']) {
      expect(verdict({ ...ec, alg })).toBe('alg_unsupported');
    }
    for (const alg of ['RS256', 'RS512', 'PS256', 'PS384']) expect(verdict({ ...rsa, alg })).toBe('key');
    for (const alg of ['EdDSA', 'Ed25519']) expect(verdict({ ...ed, alg })).toBe('key');
    expect(verdict({ ...rsa, alg: 'ES256' })).toBe('alg_unsupported');
  });
});

describe("a member's own issuer", () => {
  const tenant = '11111111-2222-3333-4444-555555555555';
  const rules = { iss: `https://login.test/${tenant}/v2.0`, tenant };

  it('must be the issuer of the tenant, named or left as the placeholder for all tenants', () => {
    expect(verdict({ ...ec, issuer: rules.iss }, rules)).toBe('key');
    expect(verdict({ ...ec, issuer: 'https://login.test/{tenantid}/v2.0' }, rules)).toBe('key');
    expect(verdict(ec, rules)).toBe('key');
    const external = { iss: `https://${tenant}.ciamlogin.test/${tenant}/v2.0`, tenant };
    expect(verdict({ ...ec, issuer: 'https://{tenantid}.ciamlogin.test/{tenantid}/v2.0' }, external)).toBe('key');
  });

  it("is refused where it is another tenant's, another host's, or no text", () => {
    for (const issuer of [
      'https://login.test/99999999/v2.0',
      `${rules.iss}/`,
      '{tenantid}',
      '',
      null,
      1,
      [rules.iss],
    ]) {
      expect(verdict({ ...ec, issuer }, rules)).toBe('issuer_mismatch');
    }
  });

  it('is not read where the issuer is no template', () => {
    expect(verdict({ ...ec, issuer: 'https://other.test' })).toBe('key');
  });
});

describe('RSA material', () => {
  it('has 2,048 to 8,192 bits and is odd', () => {
    expect(verdict({ ...rsa, n: integer(2048) })).toBe('key');
    expect(verdict({ ...rsa, n: integer(8192) })).toBe('key');
    expect(verdict({ ...rsa, n: integer(2047) })).toBe('rsa_modulus');
    expect(verdict({ ...rsa, n: integer(1024) })).toBe('rsa_modulus');
    expect(verdict({ ...rsa, n: integer(8193) })).toBe('rsa_modulus');
    expect(verdict({ ...rsa, n: integer(2048, { last: 0xfe }) })).toBe('rsa_modulus');
    expect(verdict({ ...rsa, n: '' })).toBe('rsa_modulus');
  });

  it('does not count a leading zero octet as bits, drops one of them and refuses two', async () => {
    expect(verdict({ ...rsa, n: integer(2040, { lead: [0] }) })).toBe('rsa_modulus');
    expect(verdict({ ...rsa, n: integer(2048, { lead: [0, 0] }) })).toBe('rsa_modulus');
    const padded = parseJwk({ ...rsa, n: integer(2048, { lead: [0] }), e: 'AAEAAQ' }, RULES);
    const plain = parseJwk({ ...rsa, n: integer(2048), e: 'AQAB' }, RULES);
    if (padded.kind !== 'key' || plain.kind !== 'key') throw new Error('refused');
    expect(padded.key.material).toEqual(plain.key.material);
    expect(await calculateJwkThumbprint(padded.key.material.jwk)).toBe(
      await calculateJwkThumbprint({ kty: 'RSA', n: integer(2048), e: 'AQAB' }),
    );
  });

  it('has an odd exponent from 3 to 32 bits (attack: e = 1 verifies anything)', () => {
    for (const e of ['AQ', 'AA', '', 'Ag', 'BA', 'AAA', integer(33), integer(2048)]) {
      expect(verdict({ ...rsa, e })).toBe('rsa_exponent');
    }
    for (const e of ['Aw', 'AQAB', 'BQ', integer(32)]) expect(verdict({ ...rsa, e })).toBe('key');
  });

  it('is refused where n or e is missing, no text, or not canonical base64url', () => {
    const text = String(rsa.n);
    for (const n of [undefined, null, 12345, `${text}=`, ` ${text}`, `${text}\n`, text.replace(/.$/, '+')]) {
      expect(verdict({ ...rsa, n })).toBe('member_malformed');
    }
    for (const e of [undefined, 65537, 'AQAB==', 'AR']) expect(verdict({ ...rsa, e })).toBe('member_malformed');
  });
});

describe('curve material', () => {
  it('has coordinates of exactly the length of its curve', () => {
    expect(verdict({ ...ec, crv: 'P-384' })).toBe('member_malformed');
    expect(verdict({ ...ec384, crv: 'P-256' })).toBe('member_malformed');
    expect(verdict({ ...ec, x: String(ec.x).slice(0, -2) })).toBe('member_malformed');
    expect(verdict({ ...ec, y: ec384.y })).toBe('member_malformed');
    expect(verdict({ ...ec521, x: `AA${ec521.x}` })).toBe('member_malformed');
    expect(verdict({ ...ed, x: ec521.x })).toBe('member_malformed');
  });

  it('is no Ed25519 point of small order, its sign bit set or not (attack: one signature fits any message)', () => {
    const y = ['00', '01', 'ec', 'ed', 'ee'].map((first, index) => `${first}${(index < 2 ? '00' : 'ff').repeat(30)}`);
    const points = [
      ...y.map((text, index) => `${text}${index < 2 ? '00' : '7f'}`),
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    ].map((hex) => Buffer.from(hex, 'hex'));
    for (const point of points) {
      const signed = point.with(-1, (point.at(-1) ?? 0) | 0x80);
      for (const octets of [point, signed]) {
        expect(verdict({ ...ed, x: Buffer.from(octets).toString('base64url') })).toBe('ed25519_point');
      }
    }
    expect(verdict({ ...ed, x: Buffer.from(new Uint8Array(32).fill(2)).toString('base64url') })).toBe('key');
  });

  it('is refused where a coordinate is missing, no text, or not canonical base64url', () => {
    for (const x of [undefined, null, 1, `${ec.x}=`, `${ec.x} `]) {
      expect(verdict({ ...ec, x })).toBe('member_malformed');
      expect(verdict({ ...ed, x })).toBe('member_malformed');
    }
    expect(verdict({ ...ec, y: undefined })).toBe('member_malformed');
    // 43 characters spell 32 octets with two spare bits, which must be zero.
    expect(verdict({ ...ec, x: `${String(ec.x).slice(0, -1)}B` })).toBe('member_malformed');
  });

  it('is refused where the curve is unknown', () => {
    for (const crv of ['secp256k1', 'P-257', 'Ed25519', undefined, null]) {
      expect(verdict({ ...ec, crv })).toBe('crv_unsupported');
    }
    for (const crv of ['Ed448', 'X25519', 'P-256', undefined]) expect(verdict({ ...ed, crv })).toBe('crv_unsupported');
  });
});

describe('a key fits an algorithm', () => {
  const fits = (member: Member, alg: string): boolean => {
    const parsed = parseJwk(member, RULES);
    const entry = toAlgorithm(alg);
    if (parsed.kind !== 'key' || entry === null) throw new Error('refused');
    return isFitting(parsed.key, entry);
  };

  it('by type and curve where it declares none: RSA serves RS* and PS*', () => {
    for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) expect(fits(rsa, alg)).toBe(true);
    for (const alg of ['ES256', 'EdDSA', 'HS256']) expect(fits(rsa, alg)).toBe(false);
    expect([fits(ec, 'ES256'), fits(ec, 'ES384'), fits(ec384, 'ES384'), fits(ec521, 'ES512')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('by declaration where it has one: one key, one algorithm (RFC 8725 section 3.1)', () => {
    const declared = { ...rsa, alg: 'PS256' };
    expect([fits(declared, 'PS256'), fits(declared, 'RS256'), fits(declared, 'PS384')]).toEqual([true, false, false]);
    expect([fits({ ...ed, alg: 'Ed25519' }, 'EdDSA'), fits({ ...ed, alg: 'EdDSA' }, 'Ed25519')]).toEqual([true, true]);
  });
});
