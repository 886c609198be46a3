/**
 * The examples printed in RFC 7515, 7517, 7519, 7638, 7797, 8037 and 9449, each with the outcome it has here.
 */
import { createAuthorizer, createWebPorts, type IssuerEntry } from '@sallyport/core';
import { parseBase64Url } from '../../packages/core/src/token/base64url.ts';
import type { JsonObject } from '../../packages/core/src/token/json.ts';
import type { Case, VectorData } from './cases.ts';
import { issuerWith, toSegment, toThumbprint, tryJws } from './jws.ts';
import { toKeyCase } from './rfc7520.ts';

const RFC7515 = 'rfc/rfc7515.json';
const RFC7517 = 'rfc/rfc7517.json';
const RFC7519 = 'rfc/rfc7519.json';
const RFC7638 = 'rfc/rfc7638.json';
const RFC7797 = 'rfc/rfc7797.json';
const RFC8037 = 'rfc/rfc8037.json';
const RFC9449 = 'rfc/rfc9449.json';
export const RFC_FILES: readonly string[] = [RFC7515, RFC7517, RFC7519, RFC7638, RFC7797, RFC8037, RFC9449];

interface Jws {
  readonly id: string;
  readonly alg: string;
  readonly jws: string;
  readonly jwk: JsonObject | null;
  readonly privateJwk?: JsonObject;
}
interface JsonJws {
  readonly id: string;
  readonly json: object;
}
interface ThumbprintVector {
  readonly id: string;
  readonly jwk: JsonObject;
  readonly thumbprintSha256: string;
}
interface Unencoded {
  readonly key: JsonObject;
  readonly json: readonly { readonly protected: string; readonly payload: string; readonly signature: string }[];
}
interface Proof {
  readonly id: string;
  readonly proof: string;
  readonly accessToken?: string;
  readonly authorization?: string;
  readonly jkt?: string;
  readonly decoded: { readonly header: { readonly jwk: JsonObject } };
}
type Sets = Readonly<Record<'A1_public' | 'A2_private' | 'A3_symmetric', { readonly keys: readonly JsonObject[] }>>;

// Vector files are what they were when they were stored; their shape is known and not checked again.
const toFile = <T>(data: VectorData, path: string): T => data[path] as T;
const toList = <T>(data: VectorData, path: string): readonly T[] =>
  toFile<{ readonly vectors: readonly T[] }>(data, path).vectors;

/** Every example of every file. */
export function toRfcCases(data: VectorData): readonly Case[] {
  return [
    ...toList<Jws | JsonJws>(data, RFC7515).flatMap((vector) =>
      'json' in vector ? [toJsonCase(vector)] : toJwsCases(vector),
    ),
    ...toList<Jws>(data, RFC7515).flatMap(toJwtCases),
    ...toKeySetCases(data),
    ...toTokenCases(data),
    ...toList<ThumbprintVector>(data, RFC7638).map((vector) => toThumbprintCase(vector, 'RS256')),
    ...toUnencodedCases(toFile<Unencoded>(data, RFC7797)),
    ...toList<Jws>(data, RFC8037).flatMap(toJwsCases),
    ...toList<ThumbprintVector>(data, RFC8037).flatMap(toBlockedCases(data)),
    ...toList<Proof>(data, RFC9449).flatMap(toProofCases),
  ];
}

const RFC7519_OUTCOMES: Readonly<Record<string, string>> = {
  'RFC7519 3.1 (same octets as RFC7515 A.1)': 'verified',
  'RFC7519 6.1 unsecured': 'refused issuer algorithm_not_allowed',
  'RFC7519 A.1 encrypted JWT (JWE, RSA1_5)': 'refused gate token_encrypted',
  'RFC7519 A.2 nested JWT (JWE of a JWS)': 'refused gate token_encrypted',
};

/** RFC 7519's tokens for a verifier that has the secret of RFC 7515 A.1, with which the first of them is signed. */
function toTokenCases(data: VectorData): readonly Case[] {
  const secret = toList<Jws>(data, RFC7515).find(({ id }) => id.endsWith('A.1'))?.jwk ?? {};
  const issuer = issuerWith({ ...secret, alg: 'HS256' });
  return toList<{ readonly id: string; readonly jwt: string }>(data, RFC7519).map(({ id, jwt }) => ({
    id,
    expected: [RFC7519_OUTCOMES[id] ?? 'no outcome known'],
    actual: () => tryJws(jwt, issuer),
  }));
}

/** With its own key pinned to its algorithm; a token without a key is an unsecured one. */
function toJwsCases({ id, alg, jws, jwk, privateJwk }: Jws): readonly Case[] {
  if (jwk === null) {
    const expected = ['refused issuer algorithm_not_allowed'];
    return [{ id, expected, actual: () => tryJws(jws, issuerWith({})) }];
  }
  const cases: Case[] = [{ id, expected: ['verified'], actual: () => tryJws(jws, issuerWith({ ...jwk, alg })) }];
  const refusal = jwk.kty === 'oct' ? 'refused symmetric_key' : 'refused private_key';
  return privateJwk === undefined ? cases : [...cases, toKeyCase(id, privateJwk, refusal)];
}

function toJsonCase({ id, json }: JsonJws): Case {
  return { id, expected: ['refused gate'], actual: () => tryJws(JSON.stringify(json), issuerWith({})) };
}

/** A.1 to A.3 are whole JWTs of "joe", allowed up to their expiry in 2011. */
function toJwtCases({ id, alg, jws, jwk }: Jws): readonly Case[] {
  if (!/A\.[123]$/.test(id) || jwk === null) return [];
  const keys: Partial<IssuerEntry> =
    jwk.kty === 'oct' ? { hmac: { secrets: [`\${SECRET}`], encoding: 'base64url' } } : { jwks: { keys: [jwk] } };
  const entry = {
    issuer: 'joe',
    algorithms: [alg],
    unsafeNoAudience: 'the example names none',
    clockToleranceSeconds: 0,
  };
  const env = { SECRET: String(jwk.k) };
  const policy = { issuers: { joe: { ...entry, ...keys } }, routes: { 'GET /': 'authenticated' } } as const;
  return (
    [
      ['the second before its expiry', 1_300_819_379, 'allow null'],
      ['at its expiry', 1_300_819_380, 'deny token_expired'],
    ] as const
  ).map(([when, now, expected]) => ({
    id: `${id} as a JWT, ${when}`,
    expected: [expected],
    actual: async () => {
      const authorizer = createAuthorizer(policy, createWebPorts({ env, clock: () => now * 1000 }));
      const headers = new Headers({ authorization: `Bearer ${jws}` });
      const { effect, reason } = await authorizer.authorize({ method: 'GET', url: '/', headers });
      return `${effect} ${reason}`;
    },
  }));
}

function toKeySetCases(data: VectorData): readonly Case[] {
  const sets = toFile<Sets>(data, RFC7517);
  const expected = {
    A1_public: ['refused use_not_sig', 'key for RS256'],
    A2_private: ['refused private_key', 'refused private_key'],
    A3_symmetric: ['refused symmetric_key', 'refused symmetric_key'],
  } as const;
  const { B_x5c: withChain } = toFile<{ readonly B_x5c: JsonObject }>(data, RFC7517);
  return [
    ...(['A1_public', 'A2_private', 'A3_symmetric'] as const).flatMap((name) =>
      sets[name].keys.map((jwk, index) => toKeyCase(`RFC7517 ${name} ${index}`, jwk, expected[name][index] ?? 'none')),
    ),
    // Its certificate is not read.
    toKeyCase('RFC7517 B_x5c', withChain, 'key for RS256,RS384,RS512,PS256,PS384,PS512'),
  ];
}

function toThumbprintCase(
  { id, jwk, thumbprintSha256 }: ThumbprintVector,
  algorithm: 'RS256' | 'EdDSA' | 'ES256',
): Case {
  return {
    id: `${id}, thumbprint`,
    expected: [`thumbprint ${thumbprintSha256}`],
    actual: () => toThumbprint(jwk, algorithm),
  };
}

/** The thumbprint of RFC 8037 A.3, and the same key blocked by it. */
function toBlockedCases(data: VectorData): (vector: ThumbprintVector) => readonly Case[] {
  return (vector) => {
    const { id, jwk, thumbprintSha256 } = vector;
    const jws = toList<Jws>(data, RFC8037).find((one) => one.id === id)?.jws ?? '';
    const issuer = issuerWith({ ...jwk, alg: 'EdDSA' }, { blockedKeys: new Set([thumbprintSha256]) });
    return [
      toThumbprintCase(vector, 'EdDSA'),
      { id: `${id}, key blocked`, expected: ['refused key key_not_found'], actual: () => tryJws(jws, issuer) },
    ];
  };
}

/** Section 4.1 is an ordinary JWS; with `b64` false no form of 4.2 is a bearer token (section 7). */
function toUnencodedCases({ key, json }: Unencoded): readonly Case[] {
  const issuer = issuerWith({ ...key, alg: 'HS256' });
  const toCase = (id: string, jws: string, expected: string): Case => ({
    id: `RFC7797 ${id}`,
    expected: [expected],
    actual: () => tryJws(jws, issuer),
  });
  return json.flatMap((vector, index) => {
    const { protected: header, payload, signature } = vector;
    const compact = `${header}.${payload}.${signature}`;
    const section = `4.${index + 1}`;
    const flattened = toCase(`${section} flattened JSON`, JSON.stringify(vector), 'refused gate');
    if (parseBase64Url(payload) !== null) return [toCase(`${section} compact`, compact, 'verified'), flattened];
    const encoded = `${header}.${toSegment(new TextEncoder().encode(payload))}.${signature}`;
    return [
      toCase(`${section} compact`, compact, 'refused gate token_malformed segments'),
      toCase(`${section} encoded`, encoded, 'refused issuer critical_header'),
      toCase(`${section} detached`, `${header}..${signature}`, 'refused issuer critical_header'),
      flattened,
    ];
  });
}

/** A DPoP proof is genuine and still no access token, and its own `jwk` is never a key. */
function toProofCases({ id, proof, accessToken, authorization, jkt, decoded }: Proof): readonly Case[] {
  const jwk = { ...decoded.header.jwk, alg: 'ES256' };
  const tokenTypes = new Set(['dpop+jwt']);
  // On the curve (RFC 7517 A.1), but not the key of the proof.
  const other = {
    ...jwk,
    x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
    y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  };
  const cases: Case[] = [
    { id: `${id}, as a proof`, expected: ['verified'], actual: () => tryJws(proof, issuerWith(jwk, { tokenTypes })) },
    {
      id: `${id}, as a token`,
      expected: ['refused issuer type_not_allowed'],
      actual: () => tryJws(proof, issuerWith(jwk)),
    },
    {
      id: `${id}, its key unknown`,
      expected: ['refused signature signature_invalid'],
      actual: () => tryJws(proof, issuerWith(other, { tokenTypes })),
    },
  ];
  if (jkt !== undefined) cases.push(toThumbprintCase({ id, jwk, thumbprintSha256: jkt }, 'ES256'));
  if (accessToken !== undefined) {
    const actual = (): Promise<string> => tryJws(accessToken, issuerWith(jwk));
    cases.push({ id: `${id}, its access token`, expected: ['refused gate token_malformed base64url'], actual });
  }
  if (authorization !== undefined) cases.push(toSchemeCase(id, authorization));
  return cases;
}

function toSchemeCase(id: string, authorization: string): Case {
  const issuer = { issuer: 'https://server.example.com', audience: 'https://resource.example.org' };
  const policy = { issuers: { main: issuer }, routes: { 'GET /': 'authenticated' } } as const;
  return {
    id: `${id}, the DPoP scheme`,
    expected: ['401 scheme_unsupported'],
    actual: async () => {
      const authorizer = createAuthorizer(policy, createWebPorts());
      const headers = new Headers({ authorization });
      const { status, reason } = await authorizer.authorize({ method: 'GET', url: '/', headers });
      return `${status} ${reason}`;
    },
  };
}
