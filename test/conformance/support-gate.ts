/**
 * A gate with one issuer whose keys are fetched, and tokens signed from any header and payload, octet by octet.
 *
 * Does not: reach below `@sallyport/core`. Signatures are WebCrypto's own, over what the test wrote.
 */
import { createWebPorts, type Decision, type IssuerEntry, type KeyEvent, type Policy } from '@sallyport/core';
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { expect } from 'vitest';
import { createTestAuthorizer } from '../support/authorizer.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createScriptedFetch, type FetchCall, json } from '../support/scripted-fetch.ts';

/** Epoch seconds by the gate's clock. */
export const NOW = 1_900_000_000;
export const ISS = 'https://issuer.test';
export const AUDIENCE = 'https://api.test';
export const JWKS_URI = 'https://issuer.test/keys';

const encoder = new TextEncoder();

/** A key pair, its public half as an issuer publishes it, with `kid`, `alg` and `use`. */
export interface Pair {
  readonly algorithm: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

const pairs = new Map<string, Promise<Pair>>();

/** The key pair of an algorithm, made once for each name; the name is its `kid`. */
export function pairOf(algorithm: string, kid: string = `${algorithm}-1`): Promise<Pair> {
  const known = pairs.get(`${algorithm} ${kid}`);
  if (known !== undefined) return known;
  const made = createPair(algorithm, kid);
  pairs.set(`${algorithm} ${kid}`, made);
  return made;
}

async function createPair(algorithm: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  return { algorithm, publicJwk, privateJwk: await exportJWK(privateKey) };
}

/** Members of a header or payload, set over an ordinary one's (`undefined` removes one), or the whole of it verbatim. */
export type Content = Readonly<Record<string, unknown>> | string | Uint8Array;

/** What a token is made of; without anything, an ordinary RFC 9068 token signed with the ES256 key. */
export interface TokenParts {
  readonly header?: Content;
  readonly payload?: Content;
  /** Whose private key signs, and whose `alg` and `kid` the header names. */
  readonly pair?: Pair;
  /** What is computed, where it differs from the pair's algorithm; the header follows it. */
  readonly algorithm?: string;
}

/** The claims of an ordinary token. */
export const CLAIMS: Readonly<Record<string, unknown>> = {
  iss: ISS,
  aud: AUDIENCE,
  sub: 'user-1',
  client_id: 'client-1',
  jti: 'token-1',
  iat: NOW - 60,
  exp: NOW + 600,
};

/** A signed token in the compact serialization. */
export async function signToken({ header = {}, payload = {}, pair, algorithm }: TokenParts = {}): Promise<string> {
  const signer = pair ?? (await pairOf('ES256'));
  const alg = algorithm ?? signer.algorithm;
  const head = toSegment(toBytes(header, { alg, kid: signer.publicJwk.kid, typ: 'at+jwt' }));
  return signSegments(head, toSegment(toBytes(payload, CLAIMS)), signer.privateJwk, alg);
}

/** Two segments as they are, and the signature over them. */
export async function signSegments(header: string, payload: string, key: JWK, algorithm: string): Promise<string> {
  const input = `${header}.${payload}`;
  return `${input}.${toSegment(await sign(algorithm, key, encoder.encode(input)))}`;
}

/** The signature of an algorithm of RFC 7518 or RFC 8037. */
export async function sign(algorithm: string, jwk: JWK, input: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bits = algorithm.slice(-3);
  const parameters = {
    RS: { name: 'RSASSA-PKCS1-v1_5' },
    PS: { name: 'RSA-PSS', saltLength: Number(bits) / 8 },
    ES: { name: 'ECDSA', hash: `SHA-${bits}` },
    HS: { name: 'HMAC', hash: `SHA-${bits}` },
  }[algorithm.slice(0, 2)] ?? { name: 'Ed25519' };
  const imported = await importJWK(jwk, algorithm);
  const key =
    imported instanceof Uint8Array
      ? await crypto.subtle.importKey('raw', new Uint8Array(imported), parameters, false, ['sign'])
      : imported;
  return new Uint8Array(await crypto.subtle.sign(parameters, key, input));
}

function toBytes(content: Content, ordinary: Readonly<Record<string, unknown>>): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return encoder.encode(typeof content === 'string' ? content : JSON.stringify({ ...ordinary, ...content }));
}

/** Text or octets as a token's segment. */
export function toSegment(content: string | Uint8Array): string {
  return Buffer.from(typeof content === 'string' ? encoder.encode(content) : content).toString('base64url');
}

/** The octets of a segment. */
export function fromSegment(segment: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(segment, 'base64url'));
}

/** What differs from a gate that trusts the ES256 key alone and has every default. */
export interface GateOptions {
  readonly issuer?: Partial<IssuerEntry>;
  /** Members of the key set that the issuer serves, whatever they are. */
  readonly keys?: readonly unknown[];
  /** The issuer's whole answer, as `serve` takes it, in place of `keys`. */
  readonly body?: unknown;
  /** Values of `${NAME}`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Issuers beside the one under test, whose keys `serve` gives. */
  readonly others?: Readonly<Record<string, IssuerEntry>>;
}

/** One gate in front of one route that any good token opens. */
export interface Gate {
  readonly clock: FakeClock;
  readonly decide: (token: string) => Promise<Decision>;
  /** `allow`, or the reason and what it is about: `token_malformed base64url`. */
  readonly outcome: (token: string) => Promise<string>;
  /** Every request that the gate has sent. */
  readonly requests: () => readonly FetchCall[];
  /** What the key source told its operator: `refused_key kty_unsupported`. */
  readonly events: () => readonly string[];
  /** Sets what the issuer, or another address, answers: text verbatim, anything else as JSON. */
  readonly serve: (body: unknown, url?: string) => void;
}

/** Constructs a gate. @throws PolicyError where the policy is refused. */
export async function openGate(options: GateOptions = {}): Promise<Gate> {
  const clock = createFakeClock(NOW * 1000);
  const script = createScriptedFetch(clock);
  const events: KeyEvent[] = [];
  const serve: Gate['serve'] = (body, url = JWKS_URI) =>
    script.on(url, typeof body === 'string' ? () => new Response(body) : json(body));
  serve(options.body ?? { keys: options.keys ?? [(await pairOf('ES256')).publicJwk] });
  const isElsewhere = ['jwks', 'hmac', 'keys', 'jwksUri'].some((name) => Object.hasOwn(options.issuer ?? {}, name));
  const main: IssuerEntry = {
    issuer: ISS,
    audience: AUDIENCE,
    ...(isElsewhere ? {} : { jwksUri: JWKS_URI }),
    ...options.issuer,
  };
  const policy: Policy = { issuers: { main, ...options.others }, routes: { 'GET /': 'authenticated' } };
  const ports = createWebPorts({
    clock: clock.now,
    sleep: clock.sleep,
    fetch: script.fetch,
    env: options.env ?? {},
    onKeyEvent: (event) => events.push(event),
  });
  const authorizer = createTestAuthorizer(policy, ports);

  const decide: Gate['decide'] = (token) =>
    authorizer.authorize({
      method: 'GET',
      url: '/',
      // Verbatim: `Headers` would trim the value, or refuse to hold it.
      headers: { get: (name) => (name.toLowerCase() === 'authorization' ? `Bearer ${token}` : null) },
    });
  return {
    clock,
    decide,
    outcome: async (token) => toOutcome(await decide(token)),
    requests: () => script.calls,
    events: () => events.map(({ kind, why }) => (why === undefined ? kind : `${kind} ${why}`)),
    serve,
  };
}

/** Decides one token by a gate of its own. */
export async function decideToken(token: string, options: GateOptions = {}): Promise<Decision> {
  return (await openGate(options)).decide(token);
}

function toOutcome(decision: Decision): string {
  if (decision.effect === 'allow') return decision.effect;
  return decision.about === null ? decision.reason : `${decision.reason} ${decision.about}`;
}

/** What is presented, the token, and the outcome that is right. */
export type Row = readonly [what: string, token: string | Promise<string>, outcome: string];

/** Presents every token; among them must be one that is allowed, since a gate that denies everything shows nothing. */
export async function expectOutcomes(gate: Gate, rows: readonly Row[]): Promise<void> {
  const actual: string[] = [];
  for (const [what, token] of rows) actual.push(`${what}: ${await gate.outcome(await token)}`);
  expect(actual).toEqual(rows.map(([what, , outcome]) => `${what}: ${outcome}`));
  expect(rows.map(([, , outcome]) => outcome)).toContain('allow');
}
