/**
 * Answers a `$connect` with a document of one ARN, the connection's own.
 *
 * Spec: the whole answer of a WebSocket API's authorizer is at most 8 KB, so its context gives way.
 */
import { countJsonBytes } from '../json-size.ts';
import type { AuthorizerAnswer } from './answer.ts';
import { fitContext } from './context.ts';
import { IAM_FORM, toOwnAnswer } from './iam.ts';
import type { Form, Written } from './judged.ts';

/** Answers to `$connect`. */
export const CONNECT_FORM: Form<AuthorizerAnswer> = {
  write: async (judged) => fit(await toOwnAnswer(judged, judged.decision)),
  refuse: (judged) => fit(IAM_FORM.refuse(judged)),
};

const MAX_ANSWER_BYTES = 8_000;

function fit(written: Written<AuthorizerAnswer>): Written<AuthorizerAnswer> {
  const { answer } = written;
  const spent = countJsonBytes({ ...answer, context: {} });
  return { ...written, answer: { ...answer, context: fitContext(answer.context, MAX_ANSWER_BYTES - spent) } };
}
