/**
 * What the authorizer that a policy declares would answer to a request, without an event: for tools that explain.
 *
 * The same view, decision and form as the handlers use. What no request tells is supposed: that the API has a route for
 * each of the policy's, and for a `$connect` that the route asked for is the one it stands for.
 */
import {
  type AuthorizeRequest,
  type CompiledPolicy,
  type Decision,
  type HeaderReader,
  parseTarget,
  toApiGatewayAnswer,
} from '@sallyport/core';
import { parseConnectArn, parseMethodArn, type StageArn } from './arn.ts';
import { decide, toStrangers } from './authorizers/decide.ts';
import { writeAnswer } from './authorizers/respond.ts';
import { toConnectPolicy } from './authorizers/settings.ts';
import { createView } from './authorizers/view.ts';
import type { AuthorizerAnswer, SimpleAnswer } from './respond/answer.ts';
import { CONNECT_FORM } from './respond/connect.ts';
import { IAM_FORM } from './respond/iam.ts';
import type { Form, Written } from './respond/judged.ts';
import { SIMPLE_FORM } from './respond/simple.ts';
import { toTarget } from './target.ts';

/** A request as a client sends it to the API. */
export interface PreviewRequest {
  readonly method: string;
  /** An absolute URL or an origin-form target, verbatim, without a stage. */
  readonly url: string;
  readonly headers: HeaderReader;
}

/** What the authorizer would answer. */
export interface AnswerPreview {
  /** The decision as the answer puts it: where a document grants less, a denial. */
  readonly outcome: Decision;
  /** What API Gateway makes of it; 200 stands for the integration's own answer. */
  readonly status: 200 | 401 | 403 | 500;
  /** Null where it throws, or where API Gateway answers itself. */
  readonly answer: AuthorizerAnswer | SimpleAnswer | null;
  /** Of an IAM document; null without one. */
  readonly document: { readonly bytes: number; readonly exact: boolean } | null;
}

/**
 * The answer to one request.
 *
 * @param base - `arn:...:api/stage`, which stands in every ARN of a document.
 * @param authorize - Decides as the core does; a rehearsal may stand in for it.
 * @throws TypeError where `base` is no API and stage.
 */
export async function previewAnswer(
  policy: CompiledPolicy,
  authorize: (request: AuthorizeRequest) => Promise<Decision>,
  request: PreviewRequest,
  base: string,
): Promise<AnswerPreview> {
  const { kind } = policy.apiGateway;
  const read = kind === 'websocket' ? toConnectPolicy(policy) : policy;
  const { rawPath, rawQuery } = parseTarget(request.url);
  const path = rawPath.replace(/^\//, '');
  const arn = toArn(kind, base, `${request.method}/${path}`);
  const fields = createView(read.apiGateway)({ headers: request.headers, query: new URLSearchParams(rawQuery) });
  const headers = kind === 'rest-token' ? withoutEmpty(fields.headers) : fields.headers;
  const asked = { method: request.method, target: toTarget(path), headers, query: fields.query };
  const decision = await decide({ authorize }, asked, toStrangers(read.apiGateway));
  if (arn === null) return { outcome: decision, status: toStatus(decision), answer: null, document: null };
  const judged = { policy: read, decision, arn, routeKey: toRouteKey(decision) };
  const write = async <Answer extends AuthorizerAnswer | SimpleAnswer>(form: Form<Answer>): Promise<AnswerPreview> =>
    toPreview(decision, await writeAnswer({ invalidToken: 'throw' }, form, judged));
  if (kind === 'http-simple') return write(SIMPLE_FORM);
  return kind === 'websocket' ? write(CONNECT_FORM) : write(IAM_FORM);
}

function toPreview(decision: Decision, written: Written<AuthorizerAnswer | SimpleAnswer> | null): AnswerPreview {
  // What is thrown for no fault is `Unauthorized`, whatever the reason.
  const thrown = toStatus(decision) === 500 ? 500 : 401;
  if (written === null) return { outcome: decision, status: thrown, answer: null, document: null };
  const { answer, outcome, document } = written;
  const facts = document && { bytes: document.bytes, exact: document.narrowed === null };
  return { outcome, status: toStatus(outcome), answer, document: facts };
}

function toStatus({ reason }: Decision): AnswerPreview['status'] {
  if (reason === null) return 200;
  return ({ unauthorized: 401, deny: 403, fault: 500 } as const)[toApiGatewayAnswer(reason)];
}

/** Null for a method that cannot stand in an ARN: no request of API Gateway has one. */
function toArn(kind: CompiledPolicy['apiGateway']['kind'], base: string, rest: string): StageArn | null {
  if (parseMethodArn(`${base}/GET/`)?.base !== base) throw new TypeError('base must be the ARN of one API and stage');
  if (kind === 'websocket') return parseConnectArn(`${base}/$connect`);
  const arn = parseMethodArn(`${base}/${rest}`);
  return arn?.base === base ? arn : null;
}

/** API Gateway answers 401 itself where the one header of a TOKEN authorizer is missing or empty. */
function withoutEmpty(headers: HeaderReader): HeaderReader {
  return { get: (name) => headers.get(name) || null };
}

/** The route of an API that has one for each of the policy's. */
function toRouteKey({ route, method }: Decision): string | null {
  const pattern = route?.slice(route.indexOf('/'));
  if (pattern === undefined) return null;
  const segments = pattern.replace(/:([^/]+)/g, '{$1}').replace(/\/\*$/, '/{proxy+}');
  return `${method} ${segments}`;
}
