/**
 * Compiles a policy for one principal into one IAM document that is right for every route of the API.
 *
 * Sound always: what the document allows, the table grants, over every path, as sent or decoded once. Exact where it says
 * so: over canonical paths it then also allows whatever the table grants, but for `%` under `encodedPaths`.
 * Does not: depend on the request, but for its own ARN in a document that is not exact.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';
import { parseMethodArn } from '../arn.ts';
import { type AuthorizerDocument, toDocument } from './document.ts';
import { toNotAfter } from './expiry.ts';
import { type Grants, toGrants } from './grants.ts';
import { type PolicyShape, toPolicyShape } from './groups.ts';
import { isWritableOwn, type OwnRequest } from './own.ts';
import { matchesPattern } from './pattern.ts';
import { type Plan, toPlan } from './plan.ts';
import { type Patterns, toDenyPattern, writePlans } from './write.ts';

/** What a compilation is told beside policy and principal. */
export interface CompileIamOptions {
  /** `arn:aws:execute-api:region:account:api/stage`, as the event has it. */
  readonly base: string;
  /** Epoch seconds. */
  readonly nowSeconds: number;
  /** The request that asked, for a document that is not exact. */
  readonly own?: OwnRequest;
}

/** A compiled document. */
export interface CompiledIam {
  readonly document: AuthorizerDocument;
  /** Whether it allows every canonical path that the table grants; `false` also where the compiler cannot tell. */
  readonly exact: boolean;
  /** Size of the document as JSON, in bytes of UTF-8. */
  readonly bytes: number;
}

interface PolicyCache {
  readonly shape: PolicyShape;
  readonly plans: Map<string, readonly Plan[]>;
}

/** Far below Lambda's 6 MB; a policy this large grants the request's own ARN only. */
const MAX_DOCUMENT_BYTES = 1_048_576;
const MAX_PLANS = 32;

const caches = new WeakMap<CompiledPolicy, PolicyCache>();

const NOTHING: Patterns = { granted: [], denied: [], reach: 'narrower' };

/**
 * The document for a principal.
 *
 * Patterns are planned once for each set of granted routes, and written for each principal. Where the policy declares a
 * result TTL of 0 and `own` is given, the document is for that request alone, and `exact` says whether it is right for it.
 *
 * @throws TypeError where `base` is no API and stage: it stands in every pattern, so a wildcard in it would widen all.
 */
export function compileIam(policy: CompiledPolicy, principal: Principal, options: CompileIamOptions): CompiledIam {
  const { base, own } = options;
  if (parseMethodArn(`${base}/GET/`)?.base !== base) throw new TypeError('base must be the ARN of one API and stage');
  const notAfter = toNotAfter(policy, principal, options.nowSeconds);
  const isForOwn = policy.apiGateway.resultTtlSeconds === 0 && own !== undefined;
  const fitted = withOwn(isForOwn ? NOTHING : toPatterns(policy, principal, base), options);
  const compiled = toCompiled(fitted, base, notAfter);
  if (isForOwn) return { ...compiled, exact: matches(fitted, own.arn) === own.allowed };
  if (compiled.bytes <= MAX_DOCUMENT_BYTES) return { ...compiled, exact: fitted.reach === 'exact' };
  return { ...toCompiled(withOwn(NOTHING, options), base, notAfter), exact: false };
}

function toPatterns(policy: CompiledPolicy, principal: Principal, base: string): Patterns {
  const cache = readCache(policy);
  const found = toGrants(policy, cache.shape, principal);
  const { encodedPaths } = policy.apiGateway;
  const patterns = writePlans(readPlans(cache, found), { base, encodedPaths, readLiteral: found.readLiteral });
  return found.reach === 'exact' ? patterns : { ...patterns, reach: 'narrower' };
}

/**
 * The patterns with the request's own ARN, where they leave out a request that is allowed, or take in one that is not.
 *
 * The second is only a path with a decoded control character, which no Deny can name: there `?` stands for it.
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

function toCompiled({ granted, denied }: Patterns, base: string, notAfter: number | null): Omit<CompiledIam, 'exact'> {
  const document = toDocument({ base, granted, denied, notAfter });
  return { document, bytes: countBytes(document) };
}

function countBytes(document: AuthorizerDocument): number {
  return new TextEncoder().encode(JSON.stringify(document)).byteLength;
}

function readCache(policy: CompiledPolicy): PolicyCache {
  const known = caches.get(policy);
  if (known) return known;
  const cache = { shape: toPolicyShape(policy), plans: new Map() };
  caches.set(policy, cache);
  return cache;
}

/** The plans for these grants; the least recently used are forgotten, since claims choose the keys. */
function readPlans({ shape, plans }: PolicyCache, found: Grants): readonly Plan[] {
  const known = plans.get(found.key);
  plans.delete(found.key);
  const made = known ?? shape.groups.map((group) => toPlan(shape, group, found.byRoute));
  plans.set(found.key, made);
  const [oldest] = plans.keys();
  if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
  return made;
}
