import { describe, expect, test } from 'vitest';
import type { CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import { resolveIssuer } from '../../../packages/core/src/issuers/resolve.ts';
import type { TokenHeader, UnverifiedToken } from '../../../packages/core/src/token/token.ts';
import { compiledIssuer } from '../../support/compiled-issuer.ts';

const policyOf = (...issuers: ReturnType<typeof compiledIssuer>[]): CompiledPolicy =>
  ({ byIss: new Map(issuers.map((issuer) => [issuer.iss, issuer])) }) as unknown as CompiledPolicy;
const header = (overrides: Partial<TokenHeader> = {}): TokenHeader => ({
  alg: 'ES256',
  kid: null,
  typ: { kind: 'absent' },
  crit: 'absent',
  ...overrides,
});
const token = (payload: object, overrides: Partial<TokenHeader> = {}): UnverifiedToken => ({
  trust: 'unverified',
  header: header(overrides),
  payload: { ...payload },
  signingInput: new Uint8Array(),
  signature: new Uint8Array(),
});
const resolve = (payload: object, overrides: Partial<TokenHeader> = {}, policy = policyOf(compiledIssuer())) => {
  const result = resolveIssuer(policy, token(payload, overrides), { kind: 'authorization' });
  return 'reason' in result ? result.reason : result.algorithm.name;
};
const typ = (value: string): Partial<TokenHeader> => ({ typ: { kind: 'present', value } });
const ours = { iss: 'https://issuer.test' };

describe('resolveIssuer', () => {
  test('denies claim_missing and claim_malformed for an iss that is no string', () => {
    expect(resolve({})).toBe('claim_missing');
    for (const iss of [null, 1, {}, ['https://issuer.test']]) expect(resolve({ iss })).toBe('claim_malformed');
  });

  test('denies issuer_unknown for anything but the exact identifier', () => {
    for (const iss of [
      'https://issuer.test/',
      'http://issuer.test',
      'https://ISSUER.test',
      'https://issuer.test\n',
      'https://issuer.tes',
      'https://\u0456ssuer.test',
      '__proto__',
      'constructor',
      '',
    ]) {
      expect(resolve({ iss })).toBe('issuer_unknown');
    }
  });

  test('denies algorithm_not_allowed for none in any case, other families and prototype names', () => {
    for (const alg of [
      'none',
      'None',
      'nOnE',
      'HS256',
      'RS512',
      'rs256',
      'RS256 ',
      'ES256K',
      '__proto__',
      'toString',
    ]) {
      expect(resolve(ours, { alg })).toBe('algorithm_not_allowed');
    }
  });

  test('takes Ed25519 for EdDSA (RFC 9864)', () => {
    expect(resolve(ours, { alg: 'Ed25519' })).toBe('EdDSA');
    expect(resolve(ours, { alg: 'EdDSA' })).toBe('EdDSA');
  });

  test('two issuers keep their own algorithms', () => {
    const policy = policyOf(compiledIssuer({ algorithms: new Set(['RS256']) }), compiledIssuer({ iss: 'b' }));
    expect(resolve(ours, {}, policy)).toBe('algorithm_not_allowed');
    expect(resolve({ iss: 'b' }, {}, policy)).toBe('ES256');
  });

  test('compares typ as a media type: without case, with application/ implied', () => {
    for (const value of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+JWT', 'JWT']) {
      expect(resolve(ours, typ(value))).toBe('ES256');
    }
    expect(resolve(ours)).toBe('ES256');
  });

  test('denies type_not_allowed for every other typ', () => {
    for (const value of [
      '',
      'id+jwt',
      'dpop+jwt',
      'logout+jwt',
      'at+jwt\0',
      ' at+jwt',
      'text/at+jwt',
      'application/application/jwt',
    ]) {
      expect(resolve(ours, typ(value))).toBe('type_not_allowed');
    }
    expect(resolve(ours, { typ: { kind: 'invalid' } })).toBe('type_not_allowed');
    const strict = policyOf(compiledIssuer({ typelessTokens: 'refused', tokenTypes: new Set(['at+jwt']) }));
    expect(resolve(ours, {}, strict)).toBe('type_not_allowed');
    expect(resolve(ours, typ('JWT'), strict)).toBe('type_not_allowed');
    // U+212A would become k in a full case fold.
    const odd = policyOf(compiledIssuer({ tokenTypes: new Set(['k']) }));
    expect(resolve(ours, typ('\u212a'), odd)).toBe('type_not_allowed');
    expect(resolve(ours, typ('K'), odd)).toBe('ES256');
  });

  test('denies critical_header for any crit', () => {
    expect(resolve(ours, { crit: 'present' })).toBe('critical_header');
  });

  test('denies credential_misplaced for a token found where its issuer does not look', () => {
    const cookie = { kind: 'cookie', name: 's' } as const;
    const byCookie = policyOf(compiledIssuer({ tokenFrom: [cookie] }));
    expect(resolve(ours, {}, byCookie)).toBe('credential_misplaced');
    expect(resolveIssuer(byCookie, token(ours), cookie)).toHaveProperty('issuer');
    expect(resolveIssuer(byCookie, token(ours), { kind: 'cookie', name: 'S' })).toEqual({
      reason: 'credential_misplaced',
    });
    expect(resolveIssuer(byCookie, token(ours), { kind: 'header', name: 's' })).toEqual({
      reason: 'credential_misplaced',
    });
  });
});
