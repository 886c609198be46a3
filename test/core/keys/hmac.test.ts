import type { KeyAnswer, KeyEvent } from '@sallyport/core';
import { describe, expect, it } from 'vitest';
import { createHmacKeySource } from '../../../packages/core/src/keys/hmac.ts';
import { outcome } from '../../support/key-source-bench.ts';

const secret = (fill: number, length = 64): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(fill);
const issuer = { iss: 'https://issuer.test' };

function candidates(answer: KeyAnswer) {
  if (answer.kind !== 'found') throw new Error(outcome(answer));
  return answer.candidates;
}

describe('an hmac source', () => {
  it('answers with the secret, importable for verifying only and never to be exported', async () => {
    const source = createHmacKeySource(issuer, [secret(1)], {});
    for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
      const [candidate] = candidates(await source.find({ kid: null, algorithm }));
      expect(candidate?.key.extractable).toBe(false);
      expect(candidate?.key.usages).toEqual(['verify']);
      const hash = `SHA-${algorithm.slice(2)}`;
      const signer = await crypto.subtle.importKey('raw', secret(1), { name: 'HMAC', hash }, false, ['sign']);
      const data = new TextEncoder().encode('signed');
      const signature = await crypto.subtle.sign('HMAC', signer, data);
      expect(candidate && (await crypto.subtle.verify('HMAC', candidate.key, signature, data))).toBe(true);
    }
  });

  it('gives both secrets while they are rotated, whatever kid the token names', async () => {
    const source = createHmacKeySource(issuer, [secret(1), secret(2)], {});
    for (const kid of [null, 'one', '__proto__']) {
      const found = candidates(await source.find({ kid, algorithm: 'HS256' }));
      expect(found.map((candidate) => candidate.kid)).toEqual([null, null]);
      expect(new Set(found.map(({ thumbprint }) => thumbprint)).size).toBe(2);
    }
  });

  it('names a secret by a digest that is the same for every algorithm and holds nothing of it', async () => {
    const source = createHmacKeySource(issuer, [secret(0x41)], {});
    const thumbprints = new Set<string>();
    for (const algorithm of ['HS256', 'HS512'] as const) {
      for (const { thumbprint } of candidates(await source.find({ kid: null, algorithm }))) thumbprints.add(thumbprint);
    }
    expect(thumbprints.size).toBe(1);
    const [thumbprint = ''] = thumbprints;
    expect(thumbprint).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const labelled = Buffer.concat([Buffer.from('sallyport hmac thumbprint\0'), secret(0x41)]);
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', labelled));
    expect(thumbprint).toBe(digest.toString('base64url'));
    expect(thumbprint).not.toContain(Buffer.from(secret(0x41)).toString('base64url').slice(0, 10));
  });

  it('imports once for each secret and algorithm', async () => {
    const source = createHmacKeySource(issuer, [secret(1)], {});
    const [first] = candidates(await source.find({ kid: null, algorithm: 'HS256' }));
    const [second] = candidates(await source.find({ kid: null, algorithm: 'HS256' }));
    expect(second).toBe(first);
  });

  it('denies key_not_found for every algorithm but HS*', async () => {
    const source = createHmacKeySource(issuer, [secret(1)], {});
    for (const algorithm of ['RS256', 'ES256', 'EdDSA', 'PS512'] as const) {
      const denied = { kind: 'denied', reason: 'key_not_found' };
      expect(await source.find({ kid: null, algorithm })).toEqual(denied);
    }
  });

  it('does not use a secret shorter than the hash (RFC 7518 section 3.2), and says so', async () => {
    const events: KeyEvent[] = [];
    const source = createHmacKeySource(issuer, [secret(1, 48), secret(2, 32)], {
      onKeyEvent: (event) => events.push(event),
    });
    expect(candidates(await source.find({ kid: null, algorithm: 'HS256' }))).toHaveLength(2);
    expect(candidates(await source.find({ kid: null, algorithm: 'HS384' }))).toHaveLength(1);
    expect(outcome(await source.find({ kid: null, algorithm: 'HS512' }))).toBe('key_not_found');
    expect(events).toEqual([{ kind: 'refused_key', iss: issuer.iss, why: 'secret_too_short' }]);
  });

  it('reports that it is inline', () => {
    expect(createHmacKeySource(issuer, [secret(1), secret(2)], {}).report()).toEqual({
      iss: issuer.iss,
      state: 'inline',
      from: 'policy',
      keyCount: 2,
      refusedKeyCount: 0,
      ageSeconds: null,
      fetchedAt: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      fetches: 0,
      failures: 0,
    });
  });
});
