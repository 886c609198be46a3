/**
 * Answers with an IAM document, as REST APIs and the IAM form of HTTP APIs take it.
 *
 * While results are kept everything in it is a function of policy and token alone, but for the own ARN of a request that
 * is allowed, in a document that is not exact; else it is about one request.
 */
import type { Decision } from '@sallyport/core';
import { type CompiledIam, compileIam } from '../iam/compile.ts';
import { type AuthorizerDocument, toDocument } from '../iam/document.ts';
import { toNotAfter } from '../iam/expiry.ts';
import { isWritableOwn } from '../iam/own.ts';
import { grants } from '../iam/pattern.ts';
import { countJsonBytes } from '../json-size.ts';
import type { AuthorizerAnswer } from './answer.ts';
import { toContext, toRequestContext } from './context.ts';
import { type Form, isKept, type Judged, toRefusal, type Written } from './judged.ts';
import { NOBODY, toPrincipalId } from './principal-id.ts';

/** Answers of the IAM form. */
export const IAM_FORM: Form<AuthorizerAnswer> = {
  write: (judged) => (isKept(judged.policy) ? writeForAll(judged) : writeForOne(judged)),
  refuse,
};

const UNNAMED = 'a spelling that no IAM document grants';

/** The document of policy and token. */
async function writeForAll(judged: Judged): Promise<Written<AuthorizerAnswer> | null> {
  const { policy, decision, arn } = judged;
  const { principal } = decision;
  // A document of no token has nothing to be kept by.
  if (principal === null) return null;
  const isAllowed = decision.effect === 'allow';
  const { document, narrowed } = compileIam(policy, principal, {
    base: arn.base,
    nowSeconds: decision.decidedAt,
    own: isAllowed ? arn.arn : null,
  });
  const isLetIn = grants(document, arn.arn);
  if (isLetIn && !isAllowed) return null;
  const outcome = isAllowed && !isLetIn ? toRefusal(decision, UNNAMED) : decision;
  return toWritten(judged, await toPrincipalId(principal), document, outcome, narrowed);
}

/** The document of this request: its ARN, where that names nothing else. */
async function writeForOne(judged: Judged): Promise<Written<AuthorizerAnswer>> {
  const { decision, arn } = judged;
  const isRefused = decision.effect === 'allow' && !isWritableOwn(arn.arn, arn.base);
  return toOwnAnswer(judged, isRefused ? toRefusal(decision, UNNAMED) : decision);
}

/** An answer with a document of one ARN, the request's own, or of none where the outcome is a denial; for 10 s at most. */
export async function toOwnAnswer(judged: Judged, outcome: Decision): Promise<Written<AuthorizerAnswer>> {
  const { policy, decision, arn } = judged;
  const { principal } = decision;
  const document = toDocument({
    form: policy.apiGateway.denyShape,
    base: arn.base,
    granted: outcome.effect === 'allow' ? [arn.arn] : [],
    denied: [],
    notAfter: toNotAfter(policy, principal, decision.decidedAt),
  });
  const narrowed = outcome.effect === decision.effect ? null : 'inexpressible';
  return toWritten(judged, await toPrincipalId(principal), document, outcome, narrowed);
}

/** Denies the whole stage, to whoever sends a token that is not accepted. */
function refuse(judged: Judged): Written<AuthorizerAnswer> {
  const { policy, arn, decision } = judged;
  const parts = { form: policy.apiGateway.denyShape, base: arn.base, granted: [], denied: [], notAfter: null };
  return toWritten(judged, NOBODY, toDocument(parts), decision, null);
}

/** Puts a document and what it says into an answer. */
function toWritten(
  { policy, decision }: Judged,
  principalId: string,
  policyDocument: AuthorizerDocument,
  outcome: Decision,
  narrowed: CompiledIam['narrowed'],
): Written<AuthorizerAnswer> {
  const context = {
    ...toContext(decision, decision.principal, policy.apiGateway.context),
    ...(isKept(policy) ? {} : toRequestContext(outcome)),
  };
  const document = { bytes: countJsonBytes(policyDocument), narrowed };
  return { answer: { principalId, policyDocument, context }, outcome, document };
}
