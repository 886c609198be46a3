/**
 * What jose says to a case with every option set, as a careful application would call it.
 *
 * A token of several matching keys is tried with each, as jose documents. What jose refuses for reasons of its own, a
 * reading of the key set that gives nobody trust, is asked again under the readings of `readings.ts`.
 */
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { FuzzCase } from './build.ts';
import { toReadings } from './readings.ts';

/** What jose decided, and by which readings beside its own. */
export type Verdict =
  | { readonly effect: 'allow'; readonly claims: JWTPayload; readonly readings: readonly string[] }
  | { readonly effect: 'deny'; readonly code: string };

/** Asks jose. Key sets that were seen are not imported again. */
export interface Oracle {
  readonly ask: (fuzzCase: FuzzCase) => Promise<Verdict>;
  /** Asks again under every reading; for cases that jose refuses and Sallyport allows. */
  readonly askLeniently: (fuzzCase: FuzzCase) => Promise<Verdict>;
}

/** The credential in an `Authorization` value, as leniently as an application might read it; null for none. */
export function toToken(authorization: string | null): string | null {
  return /^bearer\s+(.*)$/is.exec(authorization ?? '')?.[1] ?? null;
}

export function createOracle(): Oracle {
  const known = new Map<string, JWTVerifyGetKey>();
  const toKeys = ({ keys, body }: FuzzCase): JWTVerifyGetKey => {
    const found = known.get(body) ?? createLocalJWKSet(JSON.parse(body));
    if (keys === 'own') known.set(body, found);
    return found;
  };
  return {
    ask: (fuzzCase) => toVerdict(fuzzCase, [], () => toKeys(fuzzCase)),
    askLeniently: async (fuzzCase) => {
      const token = toToken(fuzzCase.authorization) ?? '';
      let set: ReturnType<typeof toReadings>;
      try {
        set = toReadings(JSON.parse(fuzzCase.body), String(decodeProtectedHeader(token).alg));
      } catch {
        return { effect: 'deny', code: 'unreadable' };
      }
      const names = [...set.names];
      return toVerdict(
        fuzzCase,
        names,
        () => createLocalJWKSet(set.jwks),
        () => names.push('candidates'),
      );
    },
  };
}

/** The member of the set that verifies the token when it is alone; null for none. */
export async function findKey(fuzzCase: FuzzCase): Promise<Readonly<Record<string, unknown>> | null> {
  const { keys } = JSON.parse(fuzzCase.body);
  for (const key of keys) {
    const verdict = await toVerdict(fuzzCase, [], () => createLocalJWKSet({ keys: [key] }));
    if (verdict.effect === 'allow') return key;
  }
  return null;
}

/** @param onTrouble - Called for a candidate that fails otherwise than by its signature; left out, that ends the trial. */
async function toVerdict(
  fuzzCase: FuzzCase,
  readings: readonly string[],
  toKeys: () => JWTVerifyGetKey,
  onTrouble?: () => void,
): Promise<Verdict> {
  const token = toToken(fuzzCase.authorization);
  if (token === null) return { effect: 'deny', code: 'no_token' };
  try {
    return { effect: 'allow', claims: await verify(token, toKeys(), toOptions(fuzzCase, token), onTrouble), readings };
  } catch (error) {
    return { effect: 'deny', code: error instanceof errors.JOSEError ? error.code : toName(error) };
  }
}

const toName = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
  onTrouble?: () => void,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (inner) {
        if (inner instanceof errors.JWSSignatureVerificationFailed) continue;
        if (onTrouble === undefined) throw inner;
        onTrouble();
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** The scene's rules as options. jose takes one `typ`, so the accepted one that the token names is asked for. */
function toOptions({ scene }: FuzzCase, token: string): JWTVerifyOptions {
  const { typ } = decodeProtectedHeader(token);
  const bare = String(typ).toLowerCase().replace('application/', '');
  const accepted = scene.types.find((type) => type.toLowerCase() === bare) ?? scene.types[0] ?? 'JWT';
  const isExempt = typ === undefined && scene.typeless === 'accepted';
  const aliases = scene.algorithms.includes('EdDSA') ? ['Ed25519'] : [];
  return {
    issuer: scene.iss,
    audience: [...scene.audiences],
    algorithms: [...scene.algorithms, ...aliases],
    ...(isExempt ? {} : { typ: accepted }),
    requiredClaims: ['exp', ...scene.requiredClaims],
    maxTokenAge: scene.maxAgeSeconds,
    clockTolerance: scene.toleranceSeconds,
    currentDate: new Date(scene.nowSeconds * 1000),
  };
}
