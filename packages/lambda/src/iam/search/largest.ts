/**
 * How large the document of the worst principal can be, for the bound on an authorizer's answer.
 *
 * An upper bound: the largest of each part of the routes are added up, though no token may be granted all of them.
 */
import type { CompiledPolicy } from '@sallyport/core';
import { countJsonBytes } from '../../json-size.ts';
import { toMaxBytes } from '../compile.ts';
import { toDocument } from '../document.ts';
import { writeForms } from '../forms.ts';
import { OWN_BYTES } from '../own.ts';
import { toPlan } from '../plan.ts';
import { createRefusedWeight, NO_REFUSALS } from './refused-weight.ts';
import { EXAMPLE_BASE, type SearchEnd, searchGrants } from './search.ts';

/** The size of the worst principal's document. */
export interface LargestDocument {
  /**
   * No document in its plainest form has more bytes, but for longer claims, a longer name of the API, or a requirement that
   * holds two claims to one parameter.
   */
  readonly bytes: number;
  /** The same in the shortest form that says the same. Above `maxBytes`, documents are narrowed at run time. */
  readonly shortestBytes: number;
  /** The policy's bound, see `toMaxBytes`. */
  readonly maxBytes: number;
  /** `stopped`: there are more sets of requirements than were gone through, so a larger one may be missing. */
  readonly search: SearchEnd;
}

/** What a measurement presumes. */
export interface LargestDocumentOptions {
  /** `arn:...:api/stage`, which stands in every pattern; default one of 68 characters. */
  readonly base?: string;
  /** Characters of a claim's value in a path, one of which needs an escape, as in `auth0|abc`; default 64. */
  readonly claimLength?: number;
}

const CLAIM_LENGTH = 64;
const METHODS = 7;

/** The size of the worst principal's document, in bytes of UTF-8. A WebSocket API's names one ARN. */
export function findLargestDocument(policy: CompiledPolicy, options: LargestDocumentOptions = {}): LargestDocument {
  const { base = EXAMPLE_BASE, claimLength = CLAIM_LENGTH } = options;
  const maxBytes = toMaxBytes(policy);
  const toText = (claim: number): string => `claim${claim}|`.padEnd(claimLength, 'z');
  const { kind, denyShape } = policy.apiGateway;
  const empty = toDocument({ form: denyShape, base, granted: ['', ''], denied: [''], notAfter: 0 });
  const frame = countJsonBytes(empty) + OWN_BYTES;
  if (kind === 'websocket') return { bytes: frame, shortestBytes: frame, maxBytes, search: 'complete' };
  const refusals = denyShape === 'resource' ? createRefusedWeight(policy, base) : NO_REFUSALS;
  const shared = new Map([...refusals.methods].map((pattern) => [pattern, countText(pattern)]));
  const largest = new Map<object, { readonly plain: number; readonly short: number }>();
  const search = searchGrants(policy, toText, ({ shape, found }) => {
    const plans = shape.groups.map((group) => toPlan(shape, group, found.byRoute));
    const sizes = [...writeForms(policy, found, plans, base)].map(({ patterns, form }) => {
      let bytes = count(patterns.granted) * (form === 'notResource' ? 2 : 1);
      for (const pattern of patterns.denied) {
        const isShared = pattern.startsWith(`${base}/*`) || refusals.methods.has(pattern);
        // What opens with a wildcard is for every method, and is written once whatever the parts.
        if (isShared) shared.set(pattern, countText(pattern));
        else bytes += countText(pattern);
      }
      return bytes + refusals.ofPart(plans, found);
    });
    const plain = sizes[0] ?? 0;
    const short = Math.min(...sizes);
    const known = largest.get(shape) ?? { plain: 0, short: 0 };
    largest.set(shape, { plain: Math.max(known.plain, plain), short: Math.max(known.short, short) });
  });
  // Where one part grants an escape, every other denies `%` by method.
  const escapes = METHODS * countText(`${base}/OPTIONS/*%*`);
  const every = frame + [...shared.values()].reduce((sum, bytes) => sum + bytes, 0) + escapes;
  const sum = (form: 'plain' | 'short'): number =>
    [...largest.values()].reduce((bytes, part) => bytes + part[form], every);
  return { bytes: sum('plain') + refusals.foreign, shortestBytes: sum('short'), maxBytes, search };
}

function count(patterns: readonly string[]): number {
  return patterns.reduce((bytes, pattern) => bytes + countText(pattern), 0);
}

/** A text as JSON, with its comma. */
function countText(text: string): number {
  return countJsonBytes(text) + 1;
}
