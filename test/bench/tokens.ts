/**
 * What a decision costs beside the libraries that verify tokens: a token seen before, and one that is new.
 */
import { createPublicKey } from 'node:crypto';
import { createAuthorizer, createWebPorts, type HeaderReader } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { createVerifier } from 'fast-jwt';
import { createLocalJWKSet, importJWK, type JWK, jwtVerify } from 'jose';
import { measure, print } from './rounds.ts';

const ISSUER = 'https://tokens.acme.dev';
const AUDIENCE = 'https://api.acme.dev';
const URL_TEXT = 'https://api.acme.dev/orders/1';
// A round takes what the round before left. The first rounds are the compiler's, which takes some hundred turns of each
// contender to be done; fewer tokens would measure the interpreter.
const NEW_TOKENS = 7_200;

type TestIssuer = ReturnType<typeof createTestIssuer>;

/** A request's headers as a runtime has them: each value is a new string, never the one that was seen before. */
function toHeaders(bytes: Buffer): HeaderReader {
  const value = bytes.toString('latin1');
  return { get: (name) => (name === 'authorization' ? value : null) };
}

function createGate(issuer: TestIssuer): (bytes: Buffer) => Promise<void> {
  const ports = createWebPorts({ fetch: (url, init) => issuer.fetch(new Request(url, init)), background: 'process' });
  const routes = {
    'GET /orders/:id': { scopes: ['read:orders'] },
    'POST /orders': { scopes: ['write:orders'] },
    '/admin/*': { roles: ['admin'] },
  };
  const policy = { issuers: { staff: { issuer: ISSUER, audience: AUDIENCE } }, routes };
  const { authorize } = createAuthorizer(policy, ports);
  return async (bytes) => {
    const { effect } = await authorize({ method: 'GET', url: URL_TEXT, headers: toHeaders(bytes) });
    if (effect !== 'allow') throw new Error('a good token was denied');
  };
}

function readToken(bytes: Buffer): string {
  return toHeaders(bytes).get('authorization')?.slice('Bearer '.length) ?? '';
}

async function readJwk(issuer: TestIssuer): Promise<JWK> {
  const { keys } = await issuer.jwks();
  const [jwk] = keys;
  if (jwk === undefined) throw new Error('the issuer has no key');
  return jwk;
}

/** A token that was verified before, beside a verifier that keeps results and one that keeps none. */
export async function compareRepeated(): Promise<void> {
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE });
  const bytes = Buffer.from(`Bearer ${await issuer.mint({}, { scopes: ['read:orders'] })}`, 'latin1');
  const decide = createGate(issuer);
  const jwk = await readJwk(issuer);
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const verify = createVerifier({ key: pem, cache: true, allowedIss: ISSUER, allowedAud: AUDIENCE });
  const keys = createLocalJWKSet(await issuer.jwks());
  const known = [
    { name: 'sallyport, whole decision', run: () => decide(bytes) },
    { name: 'fast-jwt, cached verify', run: () => verify(readToken(bytes)) },
  ];
  print('A token seen before, a decision', await measure(known, { rounds: 15, turns: 10_000 }));
  const slow = [
    { name: 'sallyport, whole decision', run: () => decide(bytes) },
    {
      name: 'jose, jwtVerify',
      run: () => jwtVerify(readToken(bytes), keys, { issuer: ISSUER, audience: AUDIENCE }),
    },
  ];
  print('A token seen before, beside a verifier without a cache', await measure(slow, { rounds: 9, turns: 300 }));
}

/** Tokens that were never seen, beside the bare signature check and a verifier that does the same checks. */
export async function compareFirstSeen(algorithm: 'RS256' | 'ES256'): Promise<void> {
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, algorithm });
  const minted = await Promise.all(
    Array.from({ length: NEW_TOKENS }, (_, number) =>
      issuer.mint({ jti: `token-${number}` }, { scopes: ['read:orders'] }),
    ),
  );
  const all = minted.map((token) => Buffer.from(`Bearer ${token}`, 'latin1'));
  const pick = (turn: number): Buffer => all[turn % all.length] ?? Buffer.alloc(0);
  const decide = createGate(issuer);
  const name = algorithm === 'RS256' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA';
  const parameters = { name, hash: 'SHA-256' };
  const key = await importJWK(await readJwk(issuer), algorithm);
  if (key instanceof Uint8Array) throw new TypeError('the key is no public one');
  const parts = minted.map((token) => {
    const end = token.lastIndexOf('.');
    const toBytes = (text: string, encoding: BufferEncoding): Uint8Array<ArrayBuffer> =>
      new Uint8Array(Buffer.from(text, encoding));
    return { signature: toBytes(token.slice(end + 1), 'base64url'), input: toBytes(token.slice(0, end), 'ascii') };
  });
  const keys = createLocalJWKSet(await issuer.jwks());
  const options = {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: [algorithm],
    typ: 'at+jwt',
    requiredClaims: ['exp'],
  };
  const contenders = [
    {
      name: 'crypto.subtle.verify alone',
      run: async (turn: number) => {
        const part = parts[turn % parts.length];
        if (part === undefined) throw new Error('there is no token');
        if (!(await crypto.subtle.verify(parameters, key, part.signature, part.input)))
          throw new Error('a good token was refused');
      },
    },
    { name: 'sallyport, whole decision', run: (turn: number) => decide(pick(turn)) },
    { name: 'jose, jwtVerify', run: (turn: number) => jwtVerify(readToken(pick(turn)), keys, options) },
  ];
  const turns = 600;
  const rows = await measure(contenders, { rounds: NEW_TOKENS / turns - 3, turns });
  print(`A token never seen, ${algorithm}`, rows);
}
