/**
 * What each gate would answer to a request: the Worker gate by its decision, API Gateway by that of its authorizer.
 */
import { type AuthorizeRequest, type CompiledPolicy, type Decision, solveAccess, toProblem } from '@sallyport/core';
import { type AnswerPreview, previewAnswer } from '@sallyport/lambda';
import { EXAMPLE_STAGE } from '../decide/iam.ts';
import { findStartRefusals } from '../source/limits.ts';
import type { ApiGatewayAnswer, EdgeAnswer, ExplainedIam } from './report.ts';

/** The Worker gate's answer. */
export function toEdgeAnswer(decision: Decision): EdgeAnswer {
  if (decision.effect === 'allow') return { status: 200, challenge: null, retryAfterSeconds: null, body: null };
  const { status, challenge, retryAfterSeconds } = decision;
  return { status, challenge, retryAfterSeconds, body: toProblem(decision) };
}

/** API Gateway's answer, and the document at a stage where one is named. */
export async function readApiGateway(
  policy: CompiledPolicy,
  authorize: (request: AuthorizeRequest) => Promise<Decision>,
  request: AuthorizeRequest,
  base: string | null,
): Promise<{ readonly apiGateway: ApiGatewayAnswer; readonly iam: ExplainedIam | null }> {
  const preview = await previewAnswer(policy, authorize, request, base ?? EXAMPLE_STAGE);
  const apiGateway = toApiGateway(policy, preview);
  const iam = base === null ? null : toIam(policy, preview, base);
  if ((await findStartRefusals(policy)).length === 0) return { apiGateway, iam };
  return {
    apiGateway: apiGateway.by === 'authorizer' ? toUnstarted(apiGateway) : apiGateway,
    iam: iam && { ...iam, document: null, bytes: null, exact: null, opens: [] },
  };
}

/** A function that throws while it loads is a 500 to whatever is asked of it. */
function toUnstarted({ kind }: ApiGatewayAnswer): ApiGatewayAnswer {
  return { kind, status: 500, by: 'refused_policy', reason: null, isAuthorized: null };
}

function toApiGateway({ apiGateway }: CompiledPolicy, { outcome, answer, status }: AnswerPreview): ApiGatewayAnswer {
  const { kind, identitySources, resultTtlSeconds } = apiGateway;
  const isAuthorized = answer !== null && 'isAuthorized' in answer ? answer.isAuthorized : null;
  const { reason } = outcome;
  if (outcome.access === 'public' && kind !== 'websocket') {
    return { kind, status: 200, by: 'no_authorizer', reason: null, isAuthorized: null };
  }
  // A request without its identity source never reaches a TOKEN authorizer, nor one whose results are kept.
  const isDemanded = kind === 'rest-token' || (identitySources.length > 0 && resultTtlSeconds > 0);
  const by = reason === 'token_missing' && isDemanded ? 'api_gateway' : 'authorizer';
  return { kind, status, by, reason, isAuthorized };
}

function toIam(policy: CompiledPolicy, { outcome, answer, document }: AnswerPreview, base: string): ExplainedIam {
  const written = answer !== null && 'policyDocument' in answer ? answer.policyDocument : null;
  return {
    base,
    document: written,
    bytes: document?.bytes ?? null,
    exact: document?.exact ?? null,
    denyShape: policy.apiGateway.denyShape,
    opens: written === null ? [] : listOpened(policy, outcome),
  };
}

/** The routes that a document opens: all that the principal may use, or the one asked for where nothing is kept. */
function listOpened(policy: CompiledPolicy, { principal, effect, route }: Decision): readonly string[] {
  const { kind, resultTtlSeconds } = policy.apiGateway;
  if (principal === null || kind === 'websocket' || resultTtlSeconds === 0) {
    return effect === 'allow' && route !== null ? [route] : [];
  }
  return policy.routes.routes
    .filter(({ host }) => host === null)
    .flatMap(({ key, access }) =>
      solveAccess(policy, access, principal).map((way) => {
        const held = Object.entries(way).map(([name, value]) => `:${name}=${value}`);
        return held.length === 0 ? key : `${key} where ${held.join(', ')}`;
      }),
    );
}
