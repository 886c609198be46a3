/**
 * Decides what a policy document says about one action on one resource: a matching Deny wins, then a matching Allow,
 * else the request is denied implicitly.
 *
 * Does not: add resource policies; a REST API that has one can turn an implicit deny into an allow (Table A) [D].
 * Spec: IAM evaluation logic [D]; NotResource on REST is proven by users only [unverified: not-resource]. A pattern is
 *   matched against the ARN as one text [unverified: wildcard-crosses-colon].
 */
import { type IamDocument, type IamStatement, parseIamDocument } from './document.ts';
import { matchesGlob } from './glob.ts';
import { createKeyLookup, type IamContext, type KeyLookup } from './keys.ts';
import { resolvePattern } from './pattern.ts';

/** What a document says about a request. */
export type IamEffect = 'allow' | 'explicitDeny' | 'implicitDeny';

/** The request as IAM sees it: an action, a concrete ARN, and the condition keys that it carries. */
export type IamRequest = {
  readonly action: string;
  readonly resource: string;
  readonly context?: IamContext;
};

/** Evaluates a JSON document. Throws `TypeError` with every problem when it is malformed, which is not an effect. */
export function evaluateIam(document: unknown, request: IamRequest): IamEffect {
  const parsed = parseIamDocument(document);
  if (parsed.outcome === 'refused') throw new TypeError(`malformed policy document: ${parsed.problems.join('; ')}`);
  return evaluateIamDocument(parsed.document, request);
}

/** Evaluates a document that `parseIamDocument` compiled; never throws. */
export function evaluateIamDocument(document: IamDocument, request: IamRequest): IamEffect {
  const keys = createKeyLookup(request.context ?? {});
  const action = request.action.toLowerCase();
  let effect: IamEffect = 'implicitDeny';
  for (const statement of document.statements) {
    if (effect === 'allow' && statement.effect === 'Allow') continue;
    if (!appliesTo(statement, action, request.resource, keys)) continue;
    if (statement.effect === 'Deny') return 'explicitDeny';
    effect = 'allow';
  }
  return effect;
}

function appliesTo(statement: IamStatement, action: string, resource: string, keys: KeyLookup): boolean {
  const actionListed = statement.actions.some((glob) => matchesGlob(glob, action));
  return (
    actionListed === (statement.actionSense === 'listed') &&
    coversResource(statement, resource, keys) &&
    statement.conditions.every((condition) => condition(keys))
  );
}

// A variable without a value matches nothing; under NotResource, where that would widen the statement to everything,
// it keeps the whole statement from applying [unverified: variable-unresolved].
function coversResource(statement: IamStatement, resource: string, keys: KeyLookup): boolean {
  const listed = statement.resourceSense === 'listed';
  for (const pattern of statement.resources) {
    const glob = resolvePattern(pattern, keys);
    if (glob === undefined) {
      if (!listed) return false;
    } else if (matchesGlob(glob, resource)) {
      return listed;
    }
  }
  return !listed;
}
