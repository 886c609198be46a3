/**
 * What each gate would answer, as people read it.
 */
import { paint, toPrintable } from '../terminal.ts';
import type { ApiGatewayAnswer, EdgeAnswer, ExplainedIam, ExplainReport } from './report.ts';

/** The lines; none for a record, and one offline without keys. */
export function toGateLines({ gates, iam, from }: ExplainReport): readonly string[] {
  if (gates === null) {
    return from === 'record'
      ? []
      : ['', paint('dim', 'what the gates answer hangs on keys, which --offline does not fetch')];
  }
  return [
    '',
    paint('bold', 'what the gates answer:'),
    ...toEdgeLines(gates.edge),
    `  API Gateway  ${toPrintable(toApiGatewayText(gates.apiGateway))}`,
    ...(iam === null ? [] : toIamLines(iam)),
  ];
}

function toEdgeLines({ status, challenge, retryAfterSeconds, body }: EdgeAnswer): readonly string[] {
  const lines = [`  edge         ${status}${status === 200 ? ", the origin's own answer" : ''}`];
  if (challenge !== null) lines.push(`               WWW-Authenticate: ${toPrintable(challenge)}`);
  if (retryAfterSeconds !== null) lines.push(`               Retry-After: ${retryAfterSeconds}`);
  if (body !== null) lines.push(`               ${toPrintable(JSON.stringify(body))}`);
  return lines;
}

function toApiGatewayText({ kind, status, by, reason, isAuthorized }: ApiGatewayAnswer): string {
  const parts = [`${status} (${kind})`];
  if (by === 'no_authorizer') parts.push('a public route is a method without an authorizer');
  if (by === 'refused_policy') parts.push('the Lambda gate does not start: sallyport check --gate lambda says why');
  if (by === 'api_gateway') parts.push('by API Gateway itself: the identity source is missing');
  if (isAuthorized !== null) parts.push(`isAuthorized: ${isAuthorized}`);
  if (by === 'authorizer' && status === 401) parts.push('the authorizer throws "Unauthorized"');
  if (by === 'authorizer' && status === 500) parts.push(`the authorizer throws "${reason}"`);
  if (status === 403) parts.push(`denied: ${reason}`);
  return parts.join(', ');
}

function toIamLines({ document, bytes, exact, denyShape, opens, base }: ExplainedIam): readonly string[] {
  if (document === null)
    return ['  IAM          no document: the authorizer throws, does not start, or answers in another form'];
  const reach = exact === true ? 'exact' : 'not exact: it grants less than the policy beyond this request';
  return [
    `  IAM          ${bytes} bytes, ${reach}, for ${toPrintable(base)}`,
    ...(opens.length === 0
      ? ['               opens no route']
      : opens.map((key) => `               opens ${toPrintable(key)}`)),
    // A document that opens nothing denies the whole stage explicitly, in either shape.
    ...(denyShape === 'resource' && opens.length > 0
      ? ['               denies by silence what it does not name: a resource policy of the API may allow that']
      : []),
    ...JSON.stringify(document, null, 2)
      .split('\n')
      .map((line) => `               ${toPrintable(line)}`),
  ];
}
