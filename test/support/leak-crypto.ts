/**
 * Watches WebCrypto for the secrets of a test: signatures made and verified, payloads signed, secrets and private keys.
 *
 * Does not: change what any call takes, returns or throws.
 */
import type { NeedleKind } from './leak-needles.ts';

/** Told of each secret, in each spelling that it may be written in. */
export type TellSecret = (kind: NeedleKind, text: string) => void;

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'] as const;

/** Replaces methods of `crypto.subtle` for the rest of the process. */
export function watchCrypto(tell: TellSecret): void {
  const subtle = globalThis.crypto.subtle;
  const { sign, verify, importKey, exportKey } = subtle;

  subtle.sign = async (...parameters: Parameters<typeof sign>) => {
    const signature = await sign.apply(subtle, parameters);
    tellBytes(tell, 'a signature', signature);
    tellPayload(tell, parameters[2]);
    return signature;
  };
  subtle.verify = (...parameters: Parameters<typeof verify>) => {
    tellBytes(tell, 'a signature', parameters[2]);
    tellPayload(tell, parameters[3]);
    return verify.apply(subtle, parameters);
  };
  // Overloads of the two: what is handed on is what was handed in.
  const handOn = { importKey: importKey.bind(subtle), exportKey: exportKey.bind(subtle) } as Record<string, Handed>;
  Object.assign(subtle, {
    importKey: (...parameters: readonly unknown[]) => {
      const [format, material, algorithm] = parameters;
      if (format === 'jwk') tellJwk(tell, material);
      if (format === 'pkcs8') tellBytes(tell, 'a private key', material);
      if (format === 'raw' && isHmac(algorithm)) tellSecret(tell, material);
      return handOn.importKey?.(...parameters);
    },
    exportKey: async (...parameters: readonly unknown[]) => {
      const exported = await handOn.exportKey?.(...parameters);
      if (parameters[0] === 'jwk') tellJwk(tell, exported);
      if (parameters[0] === 'pkcs8') tellBytes(tell, 'a private key', exported);
      return exported;
    },
  });
}

type Handed = (...parameters: readonly unknown[]) => unknown;

function isHmac(algorithm: unknown): boolean {
  const name: unknown =
    typeof algorithm === 'object' && algorithm !== null ? Reflect.get(algorithm, 'name') : algorithm;
  return typeof name === 'string' && name.toUpperCase() === 'HMAC';
}

/** Names and values of the members of a JWK, or of the JWKs of a set, that no verifier needs. */
export function findPrivateMembers(value: unknown): readonly (readonly [name: string, text: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys: unknown = Reflect.get(value, 'keys');
  if (Array.isArray(keys)) return keys.flatMap(findPrivateMembers);
  return PRIVATE_MEMBERS.flatMap((name) => {
    const text: unknown = Reflect.get(value, name);
    return typeof text === 'string' ? [[name, text] as const] : [];
  });
}

function tellJwk(tell: TellSecret, jwk: unknown): void {
  for (const [name, text] of findPrivateMembers(jwk)) tell(name === 'k' ? 'a secret' : 'a private key', text);
}

/** The payload of a compact JWS, of which the signed text is header and payload. */
function tellPayload(tell: TellSecret, data: unknown): void {
  const signed = toBuffer(data)?.toString('latin1') ?? '';
  const dot = signed.indexOf('.');
  if (signed.startsWith('eyJ') && dot !== -1) tell('a payload', signed.slice(dot + 1));
}

function tellSecret(tell: TellSecret, secret: unknown): void {
  tellBytes(tell, 'a secret', secret);
  tell('a secret', toBuffer(secret)?.toString('utf8') ?? '');
}

function tellBytes(tell: TellSecret, kind: NeedleKind, bytes: unknown): void {
  const buffer = toBuffer(bytes);
  if (buffer === null) return;
  for (const encoding of ['base64url', 'base64', 'hex'] as const) tell(kind, buffer.toString(encoding));
}

function toBuffer(bytes: unknown): Buffer | null {
  if (ArrayBuffer.isView(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes instanceof ArrayBuffer ? Buffer.from(bytes) : null;
}
