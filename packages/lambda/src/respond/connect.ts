/**
 * Answers a `$connect` with a document of one ARN, the connection's own.
 *
 * Spec: the whole answer of a WebSocket API's authorizer is at most 8 KB, so its context gives way.
 */
import { toDocument } from '../iam/document.ts';
import { toNotAfter } from '../iam/expiry.ts';
import type { AuthorizerAnswer } from './answer.ts';
import { fitContext } from './context.ts';
import { toDenial, toName, toWritten } from './iam.ts';
import type { Form, Judged, Written } from './judged.ts';
import { NOBODY } from './principal-id.ts';

/** Answers to `$connect`. */
export const CONNECT_FORM: Form<AuthorizerAnswer> = {
  write: async (judged) => {
    const { policy, decision, arn, documents } = judged;
    const { principal, decidedAt } = decision;
    const notAfter = principal === null ? decidedAt + CONNECT_SECONDS : toNotAfter(policy, principal, decidedAt);
    const granted = decision.effect === 'allow' ? [arn.arn] : [];
    const document = toDocument({ form: documents.denyShape, base: arn.base, granted, denied: [], notAfter });
    return fit(toWritten(judged, await toName(principal), document, decision, null));
  },
  refuse: (judged: Judged) => fit(toWritten(judged, NOBODY, toDenial(judged), judged.decision, null)),
};

const CONNECT_SECONDS = 10;
const MAX_ANSWER_BYTES = 8_000;

function fit(written: Written<AuthorizerAnswer>): Written<AuthorizerAnswer> {
  const { answer } = written;
  const spent = new TextEncoder().encode(JSON.stringify({ ...answer, context: {} })).byteLength;
  return { ...written, answer: { ...answer, context: fitContext(answer.context, MAX_ANSWER_BYTES - spent) } };
}
