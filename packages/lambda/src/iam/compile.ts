/**
 * Compiles a policy for one principal into one IAM document that is right for every route of the API.
 *
 * Sound always: what the document allows, the table grants, over every path, as sent or decoded once. Exact where it says
 * so: over canonical paths it then also allows whatever the table grants, but for `%` under `encodedPaths`.
 * Does not: depend on the request, but for its own ARN in a document that is not exact.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';
import { type AuthorizerDocument, toDocument } from './document.ts';
import { toNotAfter } from './expiry.ts';
import { type Grants, toGrants } from './grants.ts';
import { type PolicyShape, toPolicyShape } from './groups.ts';
import { isWritableOwn, type OwnRequest } from './own.ts';
import { grants } from './pattern.ts';
import { type Plan, toPlan } from './plan.ts';
import { writePlans } from './write.ts';

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
const MAX_PLANS = 256;

const caches = new WeakMap<CompiledPolicy, PolicyCache>();

/**
 * The document for a principal.
 *
 * Patterns are planned once for each set of granted routes, and written for each principal.
 */
export function compileIam(policy: CompiledPolicy, principal: Principal, options: CompileIamOptions): CompiledIam {
  const { base, own } = options;
  const cache = readCache(policy);
  const found = toGrants(policy, cache.shape, principal);
  const { encodedPaths } = policy.apiGateway;
  const patterns = writePlans(readPlans(cache, found), { base, encodedPaths, readLiteral: found.readLiteral });
  const notAfter = toNotAfter(policy, principal, options.nowSeconds);
  const document = toDocument({ base, ...patterns, notAfter });
  const bytes = countBytes(document);
  const fits = bytes <= MAX_DOCUMENT_BYTES;
  if (fits && patterns.reach === 'exact' && found.reach === 'exact') return { document, exact: true, bytes };

  const kept = fits ? document : toDocument({ base, granted: [], denied: [], notAfter });
  if (!own?.allowed || !isWritableOwn(own.arn, base) || grants(kept, own.arn)) return toInexact(kept);
  const { granted, denied } = fits ? patterns : { granted: [], denied: [] };
  const widened = toDocument({ base, granted: [...granted, own.arn], denied, notAfter });
  // A Deny that covers it would stand anyway: then the document stays a function of policy and token.
  return toInexact(grants(widened, own.arn) ? widened : kept);
}

function toInexact(document: AuthorizerDocument): CompiledIam {
  return { document, exact: false, bytes: countBytes(document) };
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
