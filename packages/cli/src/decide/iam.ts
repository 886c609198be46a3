/**
 * What the Lambda gate would return for a request: the IAM document that API Gateway would hold, or a simple response.
 *
 * Reads the request as the declared kind of authorizer does: what it sees, look-alikes told apart, and the token verified
 * whatever the route says.
 */
import type { AuthorizeRequest, CompiledPolicy, Decision } from '@sallyport/core';
import { previewAnswer } from '@sallyport/lambda';
import { CommandError, EXIT } from '../exit.ts';
import type { GateAnswer } from './answer.ts';

const STAGE_ARN = /^arn:aws[a-z-]*:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+\/(\$default|[A-Za-z0-9_-]{1,128})$/;

/** A stage for documents and messages where none is named. */
export const EXAMPLE_STAGE: string = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

/** The ARN of a stage, which every ARN of a document starts with; throws CommandError (2) for any other text. */
export function parseIamBase(text: string): string {
  if (STAGE_ARN.test(text)) return text;
  throw new CommandError(EXIT.usage, `--iam takes the ARN of a stage, such as ${EXAMPLE_STAGE}`);
}

/** Answers for one request; `decide` is whatever decided it at the edge. */
export type IamReader = (
  request: AuthorizeRequest,
  decide: (request: AuthorizeRequest) => Promise<Decision>,
) => Promise<GateAnswer>;

/** A reader for one policy at one stage. A gate that throws, `Unauthorized` or a fault, gives nulls. */
export function createIamReader(policy: CompiledPolicy, base: string): IamReader {
  return async (request, decide) => {
    const { answer, document } = await previewAnswer(policy, decide, request, base);
    if (policy.apiGateway.kind === 'http-simple') {
      return { isAuthorized: answer !== null && 'isAuthorized' in answer ? answer.isAuthorized : null };
    }
    const iam = answer !== null && 'policyDocument' in answer ? answer.policyDocument : null;
    return { iam, exact: iam === null ? null : (document?.exact ?? null) };
  };
}
