/**
 * Answers with an IAM document, as REST APIs and the IAM form of HTTP APIs take it.
 *
 * While results are kept everything in it is a function of policy and token alone, but for the request's own ARN in a
 * document that is not exact.
 */
import type { Decision, Principal } from '@sallyport/core';
import { type CompiledIam, compileIam } from '../iam/compile.ts';
import { type AuthorizerDocument, toDocument } from '../iam/document.ts';
import { isWritableOwn } from '../iam/own.ts';
import { grants } from '../iam/pattern.ts';
import type { AuthorizerAnswer } from './answer.ts';
import { toContext, toRequestContext } from './context.ts';
import { type Form, type Judged, toRefusal, type Written } from './judged.ts';
import { NOBODY, STRANGER, toPrincipalId } from './principal-id.ts';

/** Answers of the IAM form. */
export const IAM_FORM: Form<AuthorizerAnswer> = { write, refuse };

const UNNAMED = 'a spelling that no IAM document grants';
/** Of a stranger's answer, which no token ends. */
const STRANGER_SECONDS = 10;

async function write(judged: Judged): Promise<Written<AuthorizerAnswer>> {
  const { policy, decision, arn } = judged;
  const { principal } = decision;
  const allowed = decision.effect === 'allow';
  const { document, narrowed } = principal
    ? compileIam(policy, principal, {
        ...judged.documents,
        base: arn.base,
        nowSeconds: decision.decidedAt,
        own: { arn: arn.arn, allowed },
      })
    : { document: toStrangersDocument(judged), narrowed: null };
  const outcome = allowed && !grants(document, arn.arn) ? toRefusal(decision, UNNAMED) : decision;
  return toWritten(judged, await toName(principal), document, outcome, narrowed);
}

function refuse(judged: Judged): Written<AuthorizerAnswer> {
  return toWritten(judged, NOBODY, toDenial(judged), judged.decision, null);
}

/** Puts a document and what it says into an answer. */
export function toWritten(
  { policy, decision }: Judged,
  principalId: string,
  policyDocument: AuthorizerDocument,
  outcome: Decision,
  narrowed: CompiledIam['narrowed'],
): Written<AuthorizerAnswer> {
  const isKept = policy.apiGateway.resultTtlSeconds > 0;
  const context = {
    ...toContext(decision, decision.principal, policy.apiGateway.context),
    ...(isKept ? {} : toRequestContext(outcome)),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(policyDocument)).byteLength;
  return { answer: { principalId, policyDocument, context }, outcome, document: { bytes, narrowed } };
}

/** Denies the whole stage. */
export function toDenial({ arn, documents }: Judged): AuthorizerDocument {
  return toDocument({ form: documents.denyShape, base: arn.base, granted: [], denied: [], notAfter: null });
}

/** The `principalId` of a principal, or of a stranger. */
export async function toName(principal: Principal | null): Promise<string> {
  return principal === null ? STRANGER : toPrincipalId(principal);
}

function toStrangersDocument({ decision, arn, documents }: Judged): AuthorizerDocument {
  const isGranted = decision.effect === 'allow' && isWritableOwn(arn.arn, arn.base);
  const notAfter = decision.decidedAt + STRANGER_SECONDS;
  return toDocument({
    form: documents.denyShape,
    base: arn.base,
    granted: isGranted ? [arn.arn] : [],
    denied: [],
    notAfter,
  });
}
