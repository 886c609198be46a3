/**
 * The cookbook of RFC 7520 and its companions: what is a compact JWS verifies, everything else is no bearer token.
 */
import { isFitting, parseJwk } from '../../packages/core/src/keys/jwk.ts';
import { ASYMMETRIC_ALGORITHMS, toAlgorithm } from '../../packages/core/src/token/algorithms.ts';
import type { JsonObject } from '../../packages/core/src/token/json.ts';
import type { Case, VectorData } from './cases.ts';
import { issuerWith, RULES, toPublic, toSegment, tryJws } from './jws.ts';

const FOLDER = 'rfc7520-cookbook';
/** Single signatures, by file. */
const SIGNATURES = [
  'jws/4_1.rsa_v15_signature',
  'jws/4_2.rsa-pss_signature',
  'jws/4_3.ecdsa_signature',
  'jws/4_4.hmac-sha2_integrity_protection',
  'jws/4_5.signature_with_detached_content',
  'jws/4_6.protecting_specific_header_fields',
  'jws/4_7.protecting_content_only',
  'curve25519/jws',
  'rfc7797/4.2.hmac-sha2_b64_false',
  'rfc7797/hmac-sha2_b64_false',
] as const;
const MULTIPLE = 'jws/4_8.multiple_signatures';
const NESTED = '6.nesting_signatures_and_encryption';
const ENCRYPTED = ['jwe/5_6.direct_encryption_using_aes-gcm', 'jwe/5_9.compressed_content'] as const;
const KEYS = {
  'jwk/3_1.ec_public_key': 'key for ES512',
  'jwk/3_2.ec_private_key': 'refused private_key',
  'jwk/3_3.rsa_public_key': 'key for RS256,RS384,RS512,PS256,PS384,PS512',
  'jwk/3_4.rsa_private_key': 'refused private_key',
  'jwk/3_5.symmetric_key_mac_computation': 'refused symmetric_key',
  'jwk/3_6.symmetric_key_encryption': 'refused symmetric_key',
} as const;

const toPath = (name: string): string => `${FOLDER}/${name}.json`;

export const RFC7520_FILES: readonly string[] = [
  ...SIGNATURES,
  MULTIPLE,
  NESTED,
  ...ENCRYPTED,
  ...Object.keys(KEYS),
].map(toPath);

/** Every serialization that a file holds. */
interface Output {
  readonly compact?: string;
  readonly json?: object;
  readonly json_flat?: object;
}

interface SignatureFile {
  readonly input: { readonly payload: string; readonly key: JsonObject; readonly alg: string };
  /** `protected_b64u` is absent where no header is protected. */
  readonly signing: { readonly protected_b64u?: string; readonly sig: string };
  readonly output: Output;
}

interface NestedFile {
  readonly sign: SignatureFile;
  readonly encrypt: { readonly output: Output };
}

// Vector files are what they were when they were stored; their shape is known and not checked again.
const toFile = <T>(data: VectorData, name: string): T => data[toPath(name)] as T;

/** What is to come of each file's compact form. */
const COMPACT: Readonly<Record<string, string>> = {
  // Detached: as sent, what is signed ends with the dot.
  'jws/4_5.signature_with_detached_content': 'refused signature signature_invalid',
  'rfc7797/hmac-sha2_b64_false': 'refused gate token_malformed base64url',
};

/** Of the forms made here, with nothing or the payload's base64url between the dots. */
const MADE: Readonly<Record<string, { readonly detached: string; readonly encoded: string }>> = {
  'jws/4_5.signature_with_detached_content': { detached: 'refused signature signature_invalid', encoded: 'verified' },
  'jws/4_6.protecting_specific_header_fields': { detached: 'refused signature signature_invalid', encoded: 'verified' },
  // Without a protected header there is no algorithm that is signed.
  'jws/4_7.protecting_content_only': {
    detached: 'refused gate token_malformed header',
    encoded: 'refused gate token_malformed header',
  },
  // The stored segment says b64 without crit, which only a reader that knows b64 could notice.
  'rfc7797/4.2.hmac-sha2_b64_false': {
    detached: 'refused gate token_malformed crit',
    encoded: 'refused gate token_malformed crit',
  },
};

/** Every file, every form of it. */
export function toRfc7520Cases(data: VectorData): readonly Case[] {
  const nested = toFile<NestedFile>(data, NESTED);
  return [
    ...SIGNATURES.flatMap((name) => toSignatureCases(name, toFile<SignatureFile>(data, name))),
    ...toJsonCases(MULTIPLE, toFile<{ readonly output: Output }>(data, MULTIPLE).output),
    ...toSignatureCases(`${NESTED}, signed`, nested.sign),
    ...toEncryptedCases(`${NESTED}, encrypted`, nested.encrypt.output),
    ...ENCRYPTED.flatMap((name) => toEncryptedCases(name, toFile<{ readonly output: Output }>(data, name).output)),
    ...Object.entries(KEYS).map(([name, expected]) => toKeyCase(name, toFile<JsonObject>(data, name), expected)),
  ];
}

function toSignatureCases(name: string, { input, signing, output }: SignatureFile): readonly Case[] {
  const issuer = issuerWith({ ...toPublic(input.key), alg: input.alg });
  const { protected_b64u: header = '', sig } = signing;
  const { compact } = output;
  const made = MADE[name];
  const payload = toSegment(new TextEncoder().encode(input.payload));
  const toCase = (form: string, jws: string, expected: string): Case => ({
    id: `${name}, ${form}`,
    expected: [expected],
    actual: () => tryJws(jws, issuer),
  });
  return [
    ...(compact === undefined ? [] : [toCase('compact', compact, COMPACT[name] ?? 'verified')]),
    ...(made === undefined
      ? []
      : [
          toCase('detached', `${header}..${sig}`, made.detached),
          toCase('encoded', `${header}.${payload}.${sig}`, made.encoded),
        ]),
    ...toJsonCases(name, output),
  ];
}

/** The JSON serializations are no bearer tokens, whatever they hold. */
function toJsonCases(name: string, { json, json_flat: flat }: Output): readonly Case[] {
  return [json, flat]
    .filter((form) => form !== undefined)
    .map((form, index) => ({
      id: `${name}, ${index === 0 ? 'general' : 'flattened'} JSON`,
      expected: ['refused gate'],
      actual: () => tryJws(JSON.stringify(form), issuerWith({})),
    }));
}

function toEncryptedCases(name: string, output: Output): readonly Case[] {
  const compact = output.compact ?? '';
  const actual = (): Promise<string> => tryJws(compact, issuerWith({}));
  return [{ id: `${name}, compact`, expected: ['refused gate token_encrypted'], actual }, ...toJsonCases(name, output)];
}

/** One member of a key set and every algorithm that it may serve. */
export function toKeyCase(id: string, jwk: JsonObject, expected: string): Case {
  return {
    id: `${id}, in a key set`,
    expected: [expected],
    actual: async () => {
      const parsed = parseJwk(jwk, RULES);
      if (parsed.kind === 'refused') return `refused ${parsed.why}`;
      const serves = (name: string): boolean => {
        const entry = toAlgorithm(name);
        return entry !== null && isFitting(parsed.key, entry);
      };
      return `key for ${ASYMMETRIC_ALGORITHMS.filter(serves).join(',')}`;
    },
  };
}
