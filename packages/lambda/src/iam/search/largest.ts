/**
 * How large the document of the worst principal can be, for the bound on an authorizer's answer.
 *
 * An upper bound: the largest of each part of the routes are added up, though no token may be granted all of them.
 */
import type { CompiledPolicy } from '@sallyport/core';
import { countJsonBytes, countListedBytes } from '../../json-size.ts';
import { toMaxBytes } from '../compile.ts';
import { toDocument } from '../document.ts';
import { writeForms } from '../forms.ts';
import { OWN_BYTES } from '../own.ts';
import { toPlan } from '../plan.ts';
import { METHODS } from '../write-refusals.ts';
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
  // Denies of a whole method, and what opens with a wildcard and so is for every method: written once whatever the parts.
  const shared = new Set(refusals.methods);
  const isShared = (pattern: string): boolean => shared.has(pattern) || pattern.startsWith(`${base}/*`);
  const largest = new Map<object, { readonly plain: number; readonly short: number }>();
  const search = searchGrants(policy, toText, ({ shape, found }) => {
    const plans = shape.groups.map((group) => toPlan(shape, group, found.byRoute));
    const sizes = [...writeForms(policy, found, plans, base)].map(({ patterns, form }) => {
      const own = patterns.denied.filter((pattern) => !isShared(pattern));
      for (const pattern of patterns.denied) if (isShared(pattern)) shared.add(pattern);
      const granted = countListedBytes(patterns.granted) * (form === 'notResource' ? 2 : 1);
      return granted + countListedBytes(own) + refusals.ofPart(plans, found);
    });
    const plain = sizes[0] ?? 0;
    const short = Math.min(...sizes);
    const known = largest.get(shape) ?? { plain: 0, short: 0 };
    largest.set(shape, { plain: Math.max(known.plain, plain), short: Math.max(known.short, short) });
  });
  // Where one part grants an escape, every other denies `%` by method.
  const escapes = METHODS.length * countListedBytes([`${base}/OPTIONS/*%*`]);
  const every = frame + countListedBytes(shared) + escapes;
  const sum = (form: 'plain' | 'short'): number =>
    [...largest.values()].reduce((bytes, part) => bytes + part[form], every);
  return { bytes: sum('plain') + refusals.foreign, shortestBytes: sum('short'), maxBytes, search };
}
