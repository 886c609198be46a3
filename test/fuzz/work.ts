/**
 * A case in the making: from members of header and payload to an `Authorization` value and a key set.
 *
 * JSON is kept as text, member by member, so that a mutation can write what no serialiser would.
 */
import type { Random } from './random.ts';
import type { Scene } from './scenes.ts';
import { SIGNERS, type Signer } from './signers.ts';

/** A member as JSON text: the quoted name, and the value. */
export type Member = readonly [name: string, value: string];

/** Who signs what: the final bytes, the bytes before any mutation, or the final bytes by a stranger. */
export type Signing = 'resigned' | 'stale' | 'stranger';

/** Everything mutations change, in the order of the stages that make it. */
export interface Work {
  readonly scene: Scene;
  signer: Signer;
  signing: Signing;
  header: readonly Member[];
  payload: readonly Member[];
  headerBytes: Buffer;
  payloadBytes: Buffer;
  headerSegment: string;
  payloadSegment: string;
  signature: Buffer;
  signatureSegment: string;
  token: string;
  /** The header's value; null for none. */
  authorization: string | null;
  /** Members of the key set: objects by members, anything else as JSON text. */
  keys: readonly (readonly Member[] | string)[];
  /** The key set's JSON. */
  body: string;
}

/** When a mutation is applied: after the stage's value is made, before the next one's is. */
export type Stage =
  | 'content'
  | 'bytes'
  | 'segments'
  | 'signature'
  | 'spelling'
  | 'token'
  | 'authorization'
  | 'keys'
  | 'body';

/** One way to spoil a case. */
export interface Mutation {
  readonly name: string;
  readonly stage: Stage;
  readonly apply: (work: Work, random: Random) => void;
}

export const toMember = (name: string, value: unknown): Member => [JSON.stringify(name), JSON.stringify(value)];

export const toObjectText = (members: readonly Member[]): string =>
  `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;

/** The members with one put in the place of those of its name, or added. */
export function put(members: readonly Member[], name: string, value: string): readonly Member[] {
  const quoted = JSON.stringify(name);
  const at = members.findIndex(([other]) => other === quoted);
  return at === -1 ? [...members, [quoted, value]] : members.with(at, [quoted, value]);
}

export function drop(members: readonly Member[], name: string): readonly Member[] {
  return members.filter(([other]) => other !== JSON.stringify(name));
}

/** A signer's public key as a set lists it. */
export function toJwk({ kid, jwk }: Pick<Signer, 'kid' | 'jwk'>): readonly Member[] {
  return [['"kid"', JSON.stringify(kid)], ...Object.entries(jwk).map(([name, value]) => toMember(name, value))];
}

/** The key set that a scene's issuer publishes as long as no mutation touches it. */
export const OWN_KEYS: Work['keys'] = SIGNERS.map((signer) => [
  ...toJwk(signer),
  toMember('use', 'sig'),
  toMember('alg', signer.alg),
]);

/** The JSON of a key set. */
export const toBody = (keys: Work['keys']): string =>
  `{"keys":[${keys.map((key) => (typeof key === 'string' ? key : toObjectText(key))).join(',')}]}`;

/** A token that both sides allow, before any mutation. */
export function createWork(scene: Scene, signer: Signer, signing: Signing): Work {
  const { nowSeconds } = scene;
  const header = [toMember('alg', signer.alg), toMember('typ', 'at+jwt'), toMember('kid', signer.kid)];
  const payload = Object.entries({
    iss: scene.iss,
    aud: scene.audiences[0],
    sub: 'user-1',
    client_id: 'client-1',
    iat: nowSeconds - 60,
    exp: nowSeconds + 600,
    jti: 'token-1',
    scope: 'read:orders',
  }).map(([name, value]) => toMember(name, value));
  const none = Buffer.alloc(0);
  return {
    ...{ scene, signer, signing, header, payload, keys: OWN_KEYS },
    ...{ headerBytes: none, payloadBytes: none, headerSegment: '', payloadSegment: '', signature: none },
    ...{ signatureSegment: '', token: '', authorization: null, body: '' },
  };
}
