/**
 * Answers a `$connect` with a document of one ARN, the connection's own.
 *
 * Spec: the whole answer of a WebSocket API's authorizer is at most 8 KB, or what the policy says, so its context gives way.
 */
import { toMaxBytes } from '../iam/compile.ts';
import { countJsonBytes } from '../json-size.ts';
import type { AuthorizerAnswer } from './answer.ts';
import { fitContext } from './context.ts';
import { IAM_FORM, toOwnAnswer } from './iam.ts';
import type { Form, Judged, Written } from './judged.ts';

/** Answers to `$connect`. */
export const CONNECT_FORM: Form<AuthorizerAnswer> = {
  write: async (judged) => fit(await toOwnAnswer(judged, judged.decision), judged),
  refuse: (judged) => fit(IAM_FORM.refuse(judged), judged),
};

/** What is left free: how AWS counts an answer is not written down. */
const SPARE_BYTES = 192;

function fit(written: Written<AuthorizerAnswer>, { policy }: Judged): Written<AuthorizerAnswer> {
  const { answer } = written;
  const spent = countJsonBytes({ ...answer, context: {} });
  return {
    ...written,
    answer: { ...answer, context: fitContext(answer.context, toMaxBytes(policy) - SPARE_BYTES - spent) },
  };
}
