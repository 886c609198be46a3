/**
 * What the Lambda gate would return for a request: the IAM document that API Gateway would hold for the token.
 *
 * Reads the request as a REST TOKEN authorizer does: one header, no host, no query, look-alikes told apart, and the
 * token verified whatever the route says.
 */
import {
  type AuthorizeRequest,
  type CompiledPolicy,
  type Decision,
  parseTarget,
  toApiGatewayAnswer,
} from '@sallyport/core';
import { compileIam } from '@sallyport/lambda';
import { CommandError, EXIT } from '../exit.ts';
import type { IamAnswer } from './answer.ts';

const STAGE_ARN = /^arn:aws[a-z-]*:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+\/(\$default|[A-Za-z0-9_-]{1,128})$/;
const EXAMPLE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

/** That gate throws, `Unauthorized` or a fault: there is no document. */
const NO_DOCUMENT: IamAnswer = { iam: null, exact: null };

/** The ARN of a stage, which every ARN of a document starts with; throws CommandError (2) for any other text. */
export function parseIamBase(text: string): string {
  if (STAGE_ARN.test(text)) return text;
  throw new CommandError(EXIT.usage, `--iam takes the ARN of a stage, such as ${EXAMPLE}`);
}

/** Answers for one request; `decide` is whatever decided it at the edge. */
export type IamReader = (
  request: AuthorizeRequest,
  decide: (request: AuthorizeRequest) => Promise<Decision>,
) => Promise<IamAnswer>;

/**
 * A reader for one policy at one stage.
 *
 * @throws CommandError (2) when the policy declares another kind of authorizer.
 */
export function createIamReader(policy: CompiledPolicy, base: string): IamReader {
  const { kind, identitySources } = policy.apiGateway;
  if (kind !== 'rest-token') {
    throw new CommandError(
      EXIT.usage,
      `--iam shows a REST TOKEN authorizer; the policy's apiGateway.kind is "${kind}"`,
    );
  }
  const source = identitySources[0]?.replace('method.request.header.', '').toLowerCase();
  return async (request, decide) => {
    const path = parseTarget(request.url).rawPath.replace(/^\//, '');
    const value = source === undefined ? null : request.headers.get(source);
    const decision = await decide({
      method: request.method,
      url: `/${path}`,
      // API Gateway answers 401 itself where the header is missing or empty.
      headers: { get: (name) => (name.toLowerCase() === source && value !== '' ? value : null) },
      lookAlikes: 'ignore',
      credentials: 'always',
    });
    const { principal, reason } = decision;
    const verdict = reason === null ? 'allow' : toApiGatewayAnswer(reason);
    if (principal === null || verdict === 'fault' || verdict === 'unauthorized') return NO_DOCUMENT;
    const { document, exact } = compileIam(policy, principal, {
      base,
      nowSeconds: decision.decidedAt,
      own: { arn: `${base}/${request.method}/${path}`, allowed: decision.effect === 'allow' },
    });
    return { iam: document, exact };
  };
}
