import { afterEach, describe, expect, test, vi } from 'vitest';
import type { VerificationKey } from '../../../packages/core/src/keys/source.ts';
import { type AlgorithmEntry, toAlgorithm } from '../../../packages/core/src/token/algorithms.ts';
import type { UnverifiedToken } from '../../../packages/core/src/token/token.ts';
import { verifyToken } from '../../../packages/core/src/token/verify.ts';

function algorithm(name: string): AlgorithmEntry {
  const entry = toAlgorithm(name);
  if (entry === null) throw new Error(`no algorithm ${name}`);
  return entry;
}
const ES256 = algorithm('ES256');
const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
  'sign',
  'verify',
]);
const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const signingInput = new TextEncoder().encode('header.payload');
const signature = new Uint8Array(
  await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signingInput),
);
const token = (overrides: Partial<UnverifiedToken> = {}): UnverifiedToken => ({
  trust: 'unverified',
  header: { alg: 'ES256', kid: null, typ: { kind: 'absent' }, crit: 'absent' },
  payload: { sub: 'x' },
  signingInput,
  signature,
  ...overrides,
});
const candidate = (key: CryptoKey, thumbprint: string): VerificationKey => ({ kid: null, thumbprint, key });
const good = candidate(publicKey, 'good');

afterEach(() => vi.restoreAllMocks());

describe('verifyToken', () => {
  test('makes a verified token of the claims, bound to the key that verified it', async () => {
    const foreign = candidate(other.publicKey, 'foreign');
    expect(await verifyToken(token(), ES256, [foreign, good])).toEqual({
      trust: 'verified',
      claims: { sub: 'x' },
      keyThumbprint: 'good',
    });
  });

  test('denies signature_invalid for another key, other bytes, and no candidates at all', async () => {
    const denied = { reason: 'signature_invalid' };
    expect(await verifyToken(token(), ES256, [candidate(other.publicKey, 'foreign')])).toEqual(denied);
    expect(await verifyToken(token({ signingInput: new TextEncoder().encode('header.other') }), ES256, [good])).toEqual(
      denied,
    );
    expect(await verifyToken(token(), ES256, [])).toEqual(denied);
  });

  test('denies signature_invalid for a signature of the wrong length before any runtime sees it', async () => {
    const verify = vi.spyOn(crypto.subtle, 'verify').mockResolvedValue(true);
    for (const length of [0, 63, 65, 70, 72, 96]) {
      expect(await verifyToken(token({ signature: new Uint8Array(length) }), ES256, [good])).toEqual({
        reason: 'signature_invalid',
      });
    }
    expect(verify).not.toHaveBeenCalled();
  });

  test.each([
    ['a DOMException with a numeric code', new DOMException('x', 'OperationError')],
    ['a plain TypeError', new TypeError('x')],
    ['something that is no error', 'x'],
  ])('denies signature_invalid when the runtime throws %s, and still tries the next key', async (_what, thrown) => {
    const verify = vi.spyOn(crypto.subtle, 'verify').mockRejectedValue(thrown);
    expect(await verifyToken(token(), ES256, [good])).toEqual({ reason: 'signature_invalid' });
    verify.mockRejectedValueOnce(thrown).mockResolvedValueOnce(true);
    expect(await verifyToken(token(), ES256, [candidate(other.publicKey, 'odd'), good])).toMatchObject({
      keyThumbprint: 'good',
    });
  });

  test('denies signature_invalid for a key of another algorithm', async () => {
    const signatureOfAnyLength = new Uint8Array(256);
    expect(await verifyToken(token({ signature: signatureOfAnyLength }), algorithm('RS256'), [good])).toEqual({
      reason: 'signature_invalid',
    });
  });
});
