/**
 * The keys a test issuer signs with: made when first needed, rotated and withdrawn by hand.
 *
 * Does not: let a private key out; what is published is built from the public half alone.
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** The asymmetric algorithms a test issuer signs with. */
export type TestAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** `current` and `previous` are the issuer's own; `foreign` is a stranger's key that claims the current one's `kid`. */
export type KeyChoice = 'current' | 'previous' | 'foreign';

/** One key pair; the private half cannot be exported. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public half. */
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of one issuer, by algorithm. */
export interface SigningKeys {
  /**
   * The chosen key. An algorithm that was not used before gets a key of its own, published from then on.
   *
   * @throws Error for `previous` before the first `rotate`.
   */
  readonly choose: (choice: KeyChoice, algorithm: TestAlgorithm) => Promise<SigningKey>;
  /** Puts a new key in place of each current one; older ones stay published only with `publish`. */
  readonly rotate: (previous: 'publish' | 'withdraw') => void;
  /** Stops publishing every key but the current ones. */
  readonly withdraw: () => void;
  /** The published keys, current ones first. */
  readonly published: () => Promise<readonly JWK[]>;
}

type LazyKey = () => Promise<SigningKey>;

interface KeyLine {
  current: LazyKey;
  previous: LazyKey | null;
  older: readonly LazyKey[];
  readonly foreign: LazyKey;
}

/** Creates the keys of an issuer that publishes a key for each of these algorithms. */
export function createSigningKeys(algorithms: readonly TestAlgorithm[]): SigningKeys {
  const lines = new Map<TestAlgorithm, KeyLine>();
  const lineOf = (algorithm: TestAlgorithm): KeyLine => {
    const known = lines.get(algorithm);
    if (known !== undefined) return known;
    const line: KeyLine = {
      current: lazyKey(algorithm),
      previous: null,
      older: [],
      foreign: lazyKey(algorithm),
    };
    lines.set(algorithm, line);
    return line;
  };
  for (const algorithm of algorithms) lineOf(algorithm);

  return {
    choose: async (choice, algorithm) => {
      const line = lineOf(algorithm);
      if (choice === 'current') return line.current();
      if (choice === 'foreign') return { ...(await line.foreign()), kid: (await line.current()).kid };
      if (line.previous === null) throw new Error('There is no previous key: call rotate() first.');
      return line.previous();
    },
    rotate: (previous) => {
      for (const [algorithm, line] of lines) {
        line.previous = line.current;
        line.older = previous === 'publish' ? [line.current, ...line.older] : [];
        line.current = lazyKey(algorithm);
      }
    },
    withdraw: () => {
      for (const line of lines.values()) line.older = [];
    },
    published: async () => {
      const all = [...lines.values()];
      const keys = [...all.map((line) => line.current), ...all.flatMap((line) => line.older)];
      return (await Promise.all(keys.map((key) => key()))).map((key) => key.publicJwk);
    },
  };
}

function lazyKey(algorithm: TestAlgorithm): LazyKey {
  let made: Promise<SigningKey> | null = null;
  return () => {
    made ??= createSigningKey(algorithm);
    return made;
  };
}

async function createSigningKey(algorithm: TestAlgorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } };
}
