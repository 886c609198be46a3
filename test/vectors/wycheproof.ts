/**
 * Wycheproof's JWS cases against our expectation for each: once with the key's own algorithm pinned, once for a resource
 * server that takes published keys and asymmetric algorithms only.
 */
import { parseJwk } from '../../packages/core/src/keys/jwk.ts';
import { ASYMMETRIC_ALGORITHMS } from '../../packages/core/src/token/algorithms.ts';
import type { JsonObject } from '../../packages/core/src/token/json.ts';
import { compiledIssuer } from '../support/compiled-issuer.ts';
import type { Case, VectorData } from './cases.ts';
import { issuerWith, RULES, tryJws } from './jws.ts';

export const WYCHEPROOF_FILES = ['wycheproof/json_web_signature_test.json', 'wycheproof/expectations.json'] as const;

interface Group {
  readonly comment: string;
  /** Absent for a symmetric key. */
  readonly public?: JsonObject;
  readonly private: JsonObject;
  readonly tests: readonly { readonly tcId: number; readonly comment: string; readonly jws: string }[];
}

interface Row {
  readonly tc: number;
  readonly expect: string;
  readonly rsExpect?: string;
}

// Vector files are what they were when they were stored; their shape is known and not checked again.
const toGroups = (data: VectorData): readonly Group[] =>
  (data[WYCHEPROOF_FILES[0]] as { readonly testGroups: readonly Group[] }).testGroups;
const toRows = (data: VectorData): ReadonlyMap<number, Row> => {
  const { rows } = data[WYCHEPROOF_FILES[1]] as { readonly rows: readonly Row[] | string };
  const read: readonly Row[] = typeof rows === 'string' ? JSON.parse(rows) : rows;
  return new Map(read.map((row) => [row.tc, row]));
};

/** `accept`, `reject` or `reject: why` as the outcomes that fit; none for a case without a row. */
function toExpected(expectation: string | undefined): readonly string[] {
  if (expectation === 'accept') return ['verified'];
  return expectation?.startsWith('reject') ? ['refused'] : [];
}

/** Every case for a verifier that was given the one key and pinned its `alg`. */
export function toPinnedCases(data: VectorData): readonly Case[] {
  const rows = toRows(data);
  return toGroups(data).flatMap((group) =>
    group.tests.map(({ tcId, comment, jws }) => ({
      id: `${tcId} ${group.comment} ${comment}`,
      expected: toExpected(rows.get(tcId)?.expect),
      actual: () => tryJws(jws, issuerWith(group.public ?? group.private)),
    })),
  );
}

/** Every case for a resource server: the key published as it is, every asymmetric algorithm allowed. */
export function toAsymmetricCases(data: VectorData): readonly Case[] {
  const rows = toRows(data);
  const algorithms = new Set(ASYMMETRIC_ALGORITHMS);
  return toGroups(data).flatMap((group) => {
    const keys = { kind: 'jwks', keys: [group.public ?? group.private] } as const;
    const issuer = compiledIssuer({ iss: RULES.iss, keys, algorithms });
    return group.tests.map(({ tcId, comment, jws }) => ({
      id: `${tcId} ${group.comment} ${comment}`,
      expected: toExpected(rows.get(tcId)?.rsExpect ?? rows.get(tcId)?.expect),
      actual: () => tryJws(jws, issuer),
    }));
  });
}

/** Every group's key as it is printed, with its private members: none is ever used from a key set. */
export function toPrivateKeyCases(data: VectorData): readonly Case[] {
  return toGroups(data).map((group, index) => ({
    id: `group ${index} ${group.comment}`,
    expected: [group.private.kty === 'oct' ? 'refused symmetric_key' : 'refused private_key'],
    actual: async () => {
      const parsed = parseJwk(group.private, RULES);
      return parsed.kind === 'refused' ? `refused ${parsed.why}` : 'key';
    },
  }));
}

/** The first good token of the RS256 and the ES256 group, with its public key. */
export function toGoodTokens(data: VectorData): Readonly<Record<'rs256' | 'es256', { jws: string; jwk: JsonObject }>> {
  const find = (comment: string): { jws: string; jwk: JsonObject } => {
    const group = toGroups(data).find((one) => one.comment === comment);
    const good = group?.tests.find((one) => one.comment === 'acceptsValid');
    if (group?.public === undefined || good === undefined) throw new Error(`no good token of ${comment}`);
    return { jws: good.jws, jwk: group.public };
  };
  return { rs256: find('rs256'), es256: find('es256') };
}
