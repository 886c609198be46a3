/**
 * Which mutations a case number stands for, and the case that they make.
 *
 * Each mutation draws from a stream of its own, so that a case without one of them is otherwise the same.
 */
import { AUTHORIZATION_MUTATIONS } from './mutations/authorization.ts';
import { CLAIM_MUTATIONS } from './mutations/claims.ts';
import { ENCODING_MUTATIONS } from './mutations/encoding.ts';
import { FLIP_MUTATIONS } from './mutations/flips.ts';
import { HEADER_MUTATIONS } from './mutations/header.ts';
import { JSON_MUTATIONS } from './mutations/json.ts';
import { KEY_MUTATIONS } from './mutations/keys.ts';
import { SET_MUTATIONS } from './mutations/sets.ts';
import { SIGNATURE_MUTATIONS } from './mutations/signature.ts';
import { createRandom } from './random.ts';
import { SCENES, type Scene } from './scenes.ts';
import { RSA, SIGNERS, type Signer, STRANGERS } from './signers.ts';
import {
  createWork,
  type Mutation,
  OWN_KEYS,
  type Signing,
  type Stage,
  toBody,
  toObjectText,
  type Work,
} from './work.ts';

/** What both sides are asked. */
export interface FuzzCase {
  readonly number: number;
  readonly scene: Scene;
  /** The classes of its mutations; `valid` for none. */
  readonly kinds: readonly string[];
  /** Its mutations by name, in the order of their stages. */
  readonly trail: readonly string[];
  readonly signing: Signing;
  readonly signer: string;
  readonly authorization: string | null;
  /** The key set's JSON; `own` where it is the one every unchanged case has. */
  readonly body: string;
  readonly keys: 'own' | 'changed';
}

/** Mutations by class, with how often a class is drawn. */
const CLASSES: readonly (readonly [weight: number, readonly [kind: string, mutations: readonly Mutation[]]])[] = [
  [17, ['header', HEADER_MUTATIONS]],
  [23, ['claims', CLAIM_MUTATIONS]],
  [11, ['json', JSON_MUTATIONS]],
  [9, ['encoding', ENCODING_MUTATIONS]],
  [10, ['signature', SIGNATURE_MUTATIONS]],
  [6, ['authorization', AUTHORIZATION_MUTATIONS]],
  [12, ['keys', KEY_MUTATIONS]],
  [5, ['sets', SET_MUTATIONS]],
  [7, ['flips', FLIP_MUTATIONS]],
];

const COUNTS = [
  [3, 0],
  [62, 1],
  [25, 2],
  [10, 3],
] as const;

const SIGNINGS = [
  [72, 'resigned'],
  [18, 'stale'],
  [10, 'stranger'],
] as const;

/** RSA signs slowly. */
const HANDS = SIGNERS.map((signer) => [signer === RSA ? 1 : 2, signer] as const);

interface Plan {
  readonly scene: Scene;
  readonly signer: Signer;
  readonly signing: Signing;
  readonly steps: readonly { readonly kind: string; readonly mutation: Mutation; readonly stream: number }[];
}

function toPlan(seed: number, number: number): Plan {
  const random = createRandom(seed, number);
  const scene = random.pick(SCENES);
  const signer = random.weigh(HANDS);
  const count = random.weigh(COUNTS);
  const steps = Array.from({ length: count }, (_none, stream) => {
    const [kind, mutations] = random.weigh(CLASSES);
    return { kind, mutation: random.pick(mutations), stream };
  });
  // A case without a mutation is the reverse guard: both sides must allow it.
  return { scene, signer, signing: count === 0 ? 'resigned' : random.weigh(SIGNINGS), steps };
}

/** How many mutations a case has. */
export function countSteps(seed: number, number: number): number {
  return toPlan(seed, number).steps.length;
}

/** Builds a case, with the mutations at these places of its plan or with all of them. */
export function buildCase(seed: number, number: number, only: readonly number[] | 'all' = 'all'): FuzzCase {
  const plan = toPlan(seed, number);
  const steps = plan.steps.filter((_step, at) => only === 'all' || only.includes(at));
  const work = createWork(plan.scene, plan.signer, plan.signing);
  const trail: string[] = [];
  const run = (stage: Stage): void => {
    for (const { kind, mutation, stream } of steps) {
      if (mutation.stage !== stage) continue;
      mutation.apply(work, createRandom(seed, number, stream + 1));
      trail.push(`${kind}: ${mutation.name}`);
    }
  };
  const toSegment = (bytes: Buffer): string => bytes.toString('base64url');
  const original = `${toSegment(Buffer.from(toObjectText(work.header)))}.${toSegment(Buffer.from(toObjectText(work.payload)))}`;

  run('content');
  work.headerBytes = Buffer.from(toObjectText(work.header));
  work.payloadBytes = Buffer.from(toObjectText(work.payload));
  run('bytes');
  work.headerSegment = toSegment(work.headerBytes);
  work.payloadSegment = toSegment(work.payloadBytes);
  run('segments');
  const signed = work.signing === 'stale' ? original : `${work.headerSegment}.${work.payloadSegment}`;
  work.signature = toHand(work).sign(Buffer.from(signed));
  run('signature');
  work.signatureSegment = toSegment(work.signature);
  run('spelling');
  work.token = `${work.headerSegment}.${work.payloadSegment}.${work.signatureSegment}`;
  run('token');
  work.authorization = `Bearer ${work.token}`;
  run('authorization');
  run('keys');
  work.body = toBody(work.keys);
  run('body');

  const { scene, signing, signer, authorization, body } = work;
  const kinds = steps.length === 0 ? ['valid'] : [...new Set(steps.map(({ kind }) => kind))];
  const keys = body === OWN_BODY ? 'own' : 'changed';
  return { number, scene, kinds, trail, signing, signer: `${signer.alg} ${signer.kid}`, authorization, body, keys };
}

export const OWN_BODY: string = toBody(OWN_KEYS);

function toHand({ signer, signing }: Work): Signer {
  if (signing !== 'stranger') return signer;
  return STRANGERS.find((stranger) => stranger.kid === signer.kid) ?? STRANGERS[0] ?? signer;
}
