/**
 * Shows what each gate answers to the request, one tab each, and the lines that ask them.
 */
import { type Decision, toApiGatewayAnswer, toProblem } from '@sallyport/core';
import type { AnswerPreview } from '@sallyport/lambda';
import { makeCopyable } from './copy.ts';
import type { CurlLines } from './curl.ts';
import { type Content, fill, findElement, makeElement } from './elements.ts';
import type { GatewayView, Judgement } from './judge.ts';

/** Fills the four panels. */
export function showAnswers(judgement: Judgement, curl: CurlLines): void {
  const { explanation, isKnown, rest, simple } = judgement;
  const unknown = [makeElement('p', {}, 'It hangs on a secret that stays with the gates.')];
  fill(findElement('panel-edge', HTMLElement), isKnown ? toEdge(explanation.decision) : unknown);
  fill(findElement('panel-rest', HTMLElement), isKnown ? toRest(rest) : unknown);
  fill(findElement('panel-simple', HTMLElement), isKnown ? toSimple(simple) : unknown);
  fill(findElement('panel-curl', HTMLElement), toCurlPanel(curl));
}

function toEdge(decision: Decision): Content {
  if (decision.effect === 'allow') {
    return [makeElement('p', {}, "200: the request goes on to the origin, whose answer is the client's.")];
  }
  const { status, challenge, retryAfterSeconds } = decision;
  const problem = toProblem(decision);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    ...(challenge === null ? [] : [`WWW-Authenticate: ${challenge}`]),
    ...(retryAfterSeconds === null ? [] : [`Retry-After: ${retryAfterSeconds}`]),
    ...['Content-Type: application/problem+json', 'Cache-Control: no-store'],
  ];
  return [makeCopyable('Edge response', `${head.join('\n')}\n\n${JSON.stringify(problem, null, 2)}`, 'wrapped')];
}

function toRest(view: GatewayView): Content {
  const { preview, kind } = view;
  if (preview === null) return toLimits(view);
  const { answer, document } = preview;
  const heading = makeElement('p', {}, `${toStatusText(preview, `a ${kind} authorizer`)}.`);
  if (answer === null || !('policyDocument' in answer)) return [...toLimits(view), heading, toThrown(preview)];
  const reach =
    document?.exact === true
      ? 'exact: it grants what the policy grants, on every route'
      : 'not exact: it grants less than the policy beyond this request, never more';
  return [
    ...toLimits(view),
    heading,
    makeElement('p', {}, `${document?.bytes ?? 0} bytes, ${reach}.`),
    makeCopyable('IAM document and context', JSON.stringify(answer, null, 2)),
  ];
}

function toSimple(view: GatewayView): Content {
  const { preview } = view;
  if (preview === null) return toLimits(view);
  const { answer } = preview;
  const heading = makeElement('p', {}, `${toStatusText(preview, 'simple responses')}.`);
  if (answer === null || !('isAuthorized' in answer)) return [...toLimits(view), heading, toThrown(preview)];
  return [...toLimits(view), heading, makeCopyable('Simple response', JSON.stringify(answer, null, 2))];
}

function toLimits({ kind, limits, preview }: GatewayView): readonly HTMLElement[] {
  if (limits.length === 0) return [];
  const follows = preview === null ? [] : [makeElement('p', {}, 'Without that, it would answer:')];
  return [
    makeElement('p', { class: 'bad' }, `check --gate lambda refuses this policy for ${kind}:`),
    makeElement(
      'ul',
      {},
      limits.map((text) => makeElement('li', {}, text)),
    ),
    ...follows,
  ];
}

function toStatusText({ outcome, status }: AnswerPreview, means: string): string {
  const { reason, access } = outcome;
  if (reason === null) {
    return access === 'public' ? '200 from a method without an authorizer' : `200 from the integration, with ${means}`;
  }
  return `${status} from API Gateway, with ${means}: ${reason}`;
}

function toThrown({ outcome, status }: AnswerPreview): HTMLElement {
  const { reason } = outcome;
  if (reason === null) return makeElement('p', {}, 'The authorizer is not asked.');
  const text = {
    unauthorized: 'No document: the authorizer throws "Unauthorized", or is not asked where the token is missing.',
    deny:
      status === 401
        ? 'No answer to keep: the one of its token would let this request in, so the authorizer throws "Unauthorized".'
        : 'No document: the request cannot be named in one.',
    fault: `No document: the authorizer throws "${reason}", which API Gateway does not keep.`,
  };
  return makeElement('p', {}, text[toApiGatewayAnswer(reason)]);
}

function toCurlPanel({ worker, apiGateway, note }: CurlLines): Content {
  return [
    ...(note === null ? [] : [makeElement('p', {}, note)]),
    makeCopyable('curl line for the Worker gate', worker, 'wrapped'),
    apiGateway === null
      ? makeElement('p', {}, 'API Gateway is left out: the Lambda gate would not start with this policy.')
      : makeCopyable('curl line for the local API Gateway', apiGateway, 'wrapped'),
  ];
}
