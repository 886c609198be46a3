/**
 * Compiles a policy for one principal into one IAM document that is right for every route of the API.
 *
 * Sound always: what the document allows, the table grants, over every path, as sent or decoded once, but those that no
 * pattern can tell: one with a decoded control character or lone surrogate, and one that was declared never to arrive.
 * Exact where it says so: over canonical paths it also allows whatever the table grants, but for `%` under `encodedPaths`.
 * Does not: depend on the request, but for the own ARN of one that is allowed, in a document that is not exact.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';
import { parseMethodArn } from '../arn.ts';
import { countJsonBytes } from '../json-size.ts';
import { type AuthorizerDocument, toDocument } from './document.ts';
import { toNotAfter } from './expiry.ts';
import { type Written, writeForms } from './forms.ts';
import { narrowToFit } from './narrow.ts';
import { isWritableOwn, OWN_BYTES } from './own.ts';
import { matchesPattern } from './pattern.ts';
import { planGrants } from './plans.ts';
import type { Patterns } from './write.ts';

/** What a compilation is told beside policy and principal. */
export interface CompileIamOptions {
  /** `arn:aws:execute-api:region:account:api/stage`, as the event has it. */
  readonly base: string;
  /** Epoch seconds. */
  readonly nowSeconds: number;
  /**
   * The `methodArn` of the request that asked, verbatim, where a fresh decision allows it, and null where none does.
   * Unless it is left out, a document that is not exact has room for it, so that it never takes another grant's.
   */
  readonly own?: string | null;
  /** The most bytes that the document may have; default the policy's own bound, see `toMaxBytes`. */
  readonly maxBytes?: number;
}

/** A compiled document. */
export interface CompiledIam {
  readonly document: AuthorizerDocument;
  /** Whether it allows every canonical path that the table grants; `false` also where the compiler cannot tell. */
  readonly exact: boolean;
  /**
   * Why it allows less than the table, to be logged; null where it is exact. `inexpressible`: no document of patterns
   * says what the table says. `too_large`: one does, or nearly, and has more than `maxBytes`.
   */
  readonly narrowed: 'inexpressible' | 'too_large' | null;
  /** Size of the document as JSON, in bytes of UTF-8. */
  readonly bytes: number;
}

/** Patterns with the document that they make. */
interface Draft extends Written, Pick<CompiledIam, 'document' | 'bytes'> {}

/** The limit of API Gateway for a WebSocket authorizer's answer, which nobody can raise. */
const WEBSOCKET_MAX_BYTES = 8192;

/**
 * The most bytes that a document of this policy may have: `apiGateway.maxDocumentBytes`, and for a WebSocket API at most
 * 8,192, also where a policy of another kind is read as one.
 */
export function toMaxBytes({ apiGateway: { kind, maxDocumentBytes } }: CompiledPolicy): number {
  return kind === 'websocket' ? Math.min(maxDocumentBytes, WEBSOCKET_MAX_BYTES) : maxDocumentBytes;
}

/**
 * The document for a principal.
 *
 * Patterns are planned once for each set of granted routes, and written for each principal. A document over `maxBytes` is
 * written in shorter forms that mean the same, and then grants less, never more.
 *
 * @throws TypeError where `base` is no API and stage: it stands in every pattern, so a wildcard in it would widen all.
 */
export function compileIam(policy: CompiledPolicy, principal: Principal, options: CompileIamOptions): CompiledIam {
  const { base, own, maxBytes = toMaxBytes(policy) } = options;
  if (parseMethodArn(`${base}/GET/`)?.base !== base) throw new TypeError('base must be the ARN of one API and stage');
  const notAfter = toNotAfter(policy, principal, options.nowSeconds);
  const draft = (written: Written): Draft => {
    const document = toDocument({ ...written.patterns, form: written.form, base, notAfter });
    return { ...written, document, bytes: countJsonBytes(document) };
  };
  const room = own === undefined ? 0 : OWN_BYTES;
  const fits = ({ patterns, bytes }: Draft): boolean => bytes + (patterns.reach === 'exact' ? 0 : room) <= maxBytes;
  const { found, plans } = planGrants(policy, principal);
  const { narrowed, ...chosen } = choose(writeForms(policy, found, plans, base), base, draft, fits);
  const withOwn = grantOwn(chosen.patterns, own ?? null, base);
  const widened = withOwn && draft({ patterns: withOwn, form: chosen.form });
  const { document, bytes } = widened !== null && widened.bytes <= maxBytes ? widened : chosen;
  return { document, exact: narrowed === null, narrowed, bytes };
}

/** The first form that fits, or as much of the last one as does: the same whichever request asked. */
function choose(
  forms: Iterable<Written>,
  base: string,
  draft: (written: Written) => Draft,
  fits: (draft: Draft) => boolean,
): Draft & Pick<CompiledIam, 'narrowed'> {
  let last: Written = { patterns: { granted: [], denied: [], reach: 'narrower' }, form: 'resource' };
  for (const written of forms) {
    const drafted = draft(written);
    if (fits(drafted)) return { ...drafted, narrowed: written.patterns.reach === 'exact' ? null : 'inexpressible' };
    last = written;
  }
  const { form } = last;
  const patterns = narrowToFit(last.patterns, { base, form }, (some) => fits(draft({ patterns: some, form })));
  return { ...draft({ patterns, form }), narrowed: 'too_large' };
}

/** The patterns with a request's own ARN; null where they have it already, or it cannot be granted by name. */
function grantOwn(patterns: Patterns, own: string | null, base: string): Patterns | null {
  if (own === null || patterns.reach === 'exact' || matches(patterns, own) || !isWritableOwn(own, base)) return null;
  const widened = { ...patterns, granted: [...patterns.granted, own] };
  // A Deny that covers it would stand anyway: then the document stays a function of policy and token.
  return matches(widened, own) ? widened : null;
}

function matches({ granted, denied }: Patterns, arn: string): boolean {
  return (
    granted.some((pattern) => matchesPattern(pattern, arn)) && !denied.some((pattern) => matchesPattern(pattern, arn))
  );
}
