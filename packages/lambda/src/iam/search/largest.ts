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
import { EXAMPLE_BASE, type SearchEnd, searchGrants } from './search.ts';

/** The size of the worst principal's document. */
export interface LargestDocument {
  /** No document in its plainest form has more bytes, but for longer claims or a longer name of the API. */
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
  /** Characters of a claim's value in a path; default 64. */
  readonly claimLength?: number;
}

const CLAIM_LENGTH = 64;
const METHODS = 7;

/** The size of the worst principal's document, in bytes of UTF-8. A WebSocket API's names one ARN. */
export function findLargestDocument(policy: CompiledPolicy, options: LargestDocumentOptions = {}): LargestDocument {
  const { base = EXAMPLE_BASE, claimLength = CLAIM_LENGTH } = options;
  const maxBytes = toMaxBytes(policy);
  const frame = countJsonBytes(toDocument({ base, granted: ['', ''], denied: [''], notAfter: 0 })) + OWN_BYTES;
  if (policy.apiGateway.kind === 'websocket')
    return { bytes: frame, shortestBytes: frame, maxBytes, search: 'complete' };
  const shared = new Map<string, number>();
  const largest = new Map<object, { readonly plain: number; readonly short: number }>();
  const search = searchGrants(policy, claimLength, ({ shape, found }) => {
    const plans = shape.groups.map((group) => toPlan(shape, group, found.byRoute));
    let plain = 0;
    let short = Number.POSITIVE_INFINITY;
    for (const { patterns, form } of writeForms(policy, found, plans, { base, denyShape: 'notResource' })) {
      const own = patterns.denied.filter((pattern) => !pattern.startsWith(`${base}/*`));
      // What opens with a wildcard is for every method, and is written once whatever the parts.
      for (const pattern of patterns.denied) if (!own.includes(pattern)) shared.set(pattern, countText(pattern));
      const bytes = count(patterns.granted) * (form === 'once' ? 1 : 2) + count(own);
      if (form === 'notResource') plain = bytes;
      short = Math.min(short, bytes);
    }
    const known = largest.get(shape) ?? { plain: 0, short: 0 };
    largest.set(shape, { plain: Math.max(known.plain, plain), short: Math.max(known.short, short) });
  });
  // Where one part grants an escape, every other denies `%` by method.
  const escapes = METHODS * countText(`${base}/OPTIONS/*%*`);
  const every = frame + [...shared.values()].reduce((sum, bytes) => sum + bytes, 0) + escapes;
  const sum = (form: 'plain' | 'short'): number =>
    [...largest.values()].reduce((bytes, part) => bytes + part[form], every);
  return { bytes: sum('plain'), shortestBytes: sum('short'), maxBytes, search };
}

function count(patterns: readonly string[]): number {
  return patterns.reduce((bytes, pattern) => bytes + countText(pattern), 0);
}

/** A text as JSON, with its comma. */
function countText(text: string): number {
  return countJsonBytes(text) + 1;
}
