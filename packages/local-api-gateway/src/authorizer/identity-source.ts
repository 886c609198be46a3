/**
 * Reads one identity source expression in the notation of its protocol, and takes its value from a request.
 *
 * Spec: [D] mapping expressions: headers, query parameters, stage variables and context variables; path parameters and
 *   bodies cannot be identity sources. Header names ignore case [L], query names do not [D]. Of several values REST and
 *   WebSocket APIs take the last, HTTP APIs all joined by commas [unverified: identity-source-several-values].
 */
import { requireConfig } from '../config-error.ts';
import type { AuthorizerCall } from '../payload/call.ts';
import type { Protocol } from '../protocol.ts';
import { isContextName } from '../request/context-variables.ts';
import { isHeaderName } from '../request/header-syntax.ts';

/** Takes the value of one source; `undefined` where the request has none. */
export type SourceReader = (call: AuthorizerCall) => string | undefined;

type SourceKind = 'header' | 'query' | 'stageVariable' | 'context';

const SYNTAX: Readonly<Record<Protocol, Readonly<Record<SourceKind, string>>>> = {
  REST: {
    header: 'method.request.header.',
    query: 'method.request.querystring.',
    stageVariable: 'stageVariables.',
    context: 'context.',
  },
  HTTP: {
    header: '$request.header.',
    query: '$request.querystring.',
    stageVariable: '$stageVariables.',
    context: '$context.',
  },
  WEBSOCKET: {
    header: 'route.request.header.',
    query: 'route.request.querystring.',
    stageVariable: 'stageVariables.',
    context: 'context.',
  },
};
const KINDS: readonly SourceKind[] = ['header', 'query', 'stageVariable', 'context'];

/** Reads an expression. Throws `LocalApiGatewayConfigError` where the protocol has no such source. */
export function parseIdentitySource(authorizer: string, protocol: Protocol, expression: string): SourceReader {
  const prefixes = SYNTAX[protocol];
  const kind = KINDS.find((candidate) => expression.startsWith(prefixes[candidate]));
  const name = kind === undefined ? '' : expression.slice(prefixes[kind].length);
  const place = `authorizer "${authorizer}": identity source "${expression}"`;
  requireConfig(
    kind !== undefined && name !== '',
    `${place} must start with one of ${Object.values(prefixes).join(', ')} and name something`,
  );
  requireConfig(kind !== 'header' || isHeaderName(name), `${place} names no header`);
  requireConfig(kind !== 'context' || isContextName(protocol, name), `${place} names no context variable`);
  const choose = protocol === 'HTTP' ? toJoined : toLast;
  if (kind === 'header') return ({ headers }) => choose(headers.get(name.toLowerCase()));
  if (kind === 'query') return ({ query }) => choose(query.get(name));
  if (kind === 'stageVariable') return ({ api }) => new Map(Object.entries(api.stageVariables)).get(name);
  return ({ variables }) => variables.get(name);
}

function toLast(values: readonly string[] | undefined): string | undefined {
  return values?.at(-1);
}

function toJoined(values: readonly string[] | undefined): string | undefined {
  return values?.join(',');
}
