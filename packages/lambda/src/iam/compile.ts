/**
 * Compiles a policy for one principal into one IAM document that is right for every route of the API.
 *
 * Sound always: what the document allows, the table grants, over every path, as sent or decoded once; where unknown paths
 * never arrive, over every path but those that are canonical and that no route has. Exact where it says so: over canonical
 * paths it then also allows whatever the table grants, but for `%` under `encodedPaths`.
 * Does not: depend on the request, but for its own ARN in a document that is not exact, or under a false declaration.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';
import { parseMethodArn } from '../arn.ts';
import { type AuthorizerDocument, type DenyShape, type DocumentForm, toDocument } from './document.ts';
import { toNotAfter } from './expiry.ts';
import { writeForms } from './forms.ts';
import { narrowToFit } from './narrow.ts';
import { isWritableOwn, type OwnRequest } from './own.ts';
import { matchesPattern } from './pattern.ts';
import { planGrants } from './plans.ts';
import { type Patterns, toDenyPattern } from './write.ts';

/** What a compilation is told beside policy and principal. */
export interface CompileIamOptions {
  /** `arn:aws:execute-api:region:account:api/stage`, as the event has it. */
  readonly base: string;
  /** Epoch seconds. */
  readonly nowSeconds: number;
  /** The request that asked, for a document that is not exact. */
  readonly own?: OwnRequest;
  /** How everything else is denied; default `notResource`. */
  readonly denyShape?: DenyShape;
  /** The most bytes that the document may have; default what API Gateway or this gate takes, see `toMaxBytes`. */
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

type Sized = Pick<CompiledIam, 'document' | 'bytes'>;

/** The limit of API Gateway for a WebSocket authorizer's answer, which nobody can raise. */
const WEBSOCKET_MAX_BYTES = 8192;
/** Far below Lambda's 6 MB; AWS names no limit of its own for the other kinds. */
const MAX_BYTES = 1_048_576;

const NOTHING: Patterns = { granted: [], denied: [], reach: 'narrower' };

/** The most bytes that a document of this policy may have by default: 8,192 for a WebSocket API, else 1,048,576. */
export function toMaxBytes({ apiGateway }: CompiledPolicy): number {
  return apiGateway.kind === 'websocket' ? WEBSOCKET_MAX_BYTES : MAX_BYTES;
}

/**
 * The document for a principal.
 *
 * Patterns are planned once for each set of granted routes, and written for each principal. A document over `maxBytes` is
 * written in shorter forms that mean the same, and then grants less, never more. Where the policy declares a result TTL of
 * 0 and `own` is given, the document is for that request alone, and `exact` says whether it is right for it.
 *
 * @throws TypeError where `base` is no API and stage: it stands in every pattern, so a wildcard in it would widen all.
 */
export function compileIam(policy: CompiledPolicy, principal: Principal, options: CompileIamOptions): CompiledIam {
  const { base, own, denyShape = 'notResource', maxBytes = toMaxBytes(policy) } = options;
  if (parseMethodArn(`${base}/GET/`)?.base !== base) throw new TypeError('base must be the ARN of one API and stage');
  const notAfter = toNotAfter(policy, principal, options.nowSeconds);
  const toSized = (patterns: Patterns, form: DocumentForm): Sized =>
    measure(toDocument({ ...patterns, form, base, notAfter }));
  if (policy.apiGateway.resultTtlSeconds === 0 && own !== undefined) {
    const patterns = withOwn(NOTHING, options);
    const exact = matches(patterns, own.arn) === own.allowed;
    return { ...toSized(patterns, denyShape), exact, narrowed: exact ? null : 'inexpressible' };
  }
  const { found, plans } = planGrants(policy, principal);
  let shortest: Patterns = NOTHING;
  let form: DocumentForm = denyShape;
  for (const written of writeForms(policy, found, plans, { base, denyShape })) {
    const patterns = withOwn(written.patterns, options);
    const sized = toSized(patterns, written.form);
    const exact = patterns.reach === 'exact';
    if (sized.bytes <= maxBytes) return { ...sized, exact, narrowed: exact ? null : 'inexpressible' };
    shortest = written.patterns;
    form = written.form;
  }
  const narrowed = narrowToFit(shortest, base, (some) => toSized(withOwn(some, options), form).bytes <= maxBytes);
  const fitted = withOwn(narrowed, options);
  const sized = toSized(fitted, form);
  return { ...(sized.bytes <= maxBytes ? sized : toSized(NOTHING, form)), exact: false, narrowed: 'too_large' };
}

/**
 * The patterns with the request's own ARN, where they leave out a request that is allowed, or take in one that is not.
 *
 * The second is a path with a decoded control character, which no Deny can name (there `?` stands for it), or one that was
 * declared never to arrive.
 */
function withOwn(patterns: Patterns, { base, own }: CompileIamOptions): Patterns {
  if (own === undefined || matches(patterns, own.arn) === own.allowed) return patterns;
  if (!own.allowed) return { ...patterns, denied: [...patterns.denied, toDenyPattern(own.arn)], reach: 'narrower' };
  if (patterns.reach === 'exact' || !isWritableOwn(own.arn, base)) return patterns;
  const widened = { ...patterns, granted: [...patterns.granted, own.arn] };
  // A Deny that covers it would stand anyway: then the document stays a function of policy and token.
  return matches(widened, own.arn) ? widened : patterns;
}

function matches({ granted, denied }: Patterns, arn: string): boolean {
  return (
    granted.some((pattern) => matchesPattern(pattern, arn)) && !denied.some((pattern) => matchesPattern(pattern, arn))
  );
}

function measure(document: AuthorizerDocument): Sized {
  return { document, bytes: new TextEncoder().encode(JSON.stringify(document)).byteLength };
}
