/**
 * Reads the identity sources of an authorizer: what API Gateway demands of a request, and keys its result cache with.
 *
 * Spec: `method.request` at REST APIs, `$request` at HTTP APIs, `route.request` at WebSocket APIs.
 */
import type { TokenSource } from '../decision/decision.ts';
import type { CompiledApiGateway } from './compiled.ts';

/** One identity source. Header names are lower-case; all others are case-sensitive. */
export interface IdentitySource {
  readonly kind: 'header' | 'query' | 'context' | 'stageVariable';
  readonly name: string;
}

type Kind = CompiledApiGateway['kind'];

const PLACES = { header: 'header', querystring: 'query', context: 'context', stageVariables: 'stageVariable' } as const;

const FORMS: Readonly<Record<'rest' | 'http' | 'websocket', RegExp>> = {
  rest: /^(?:method\.request\.(header|querystring)|(context|stageVariables))\.(\S+)$/,
  http: /^\$(?:request\.(header|querystring)|(context|stageVariables))\.(\S+)$/,
  websocket: /^(?:route\.request\.(header|querystring)|(context|stageVariables))\.(\S+)$/,
};
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The Authorization header, as this kind of authorizer writes it. */
export function toDefaultIdentitySource(kind: Kind): string {
  if (kind === 'websocket') return 'route.request.header.Authorization';
  return kind.startsWith('http') ? '$request.header.Authorization' : 'method.request.header.Authorization';
}

/** One identity source, or null where this kind of authorizer takes no such text. */
export function parseIdentitySource(kind: Kind, text: string): IdentitySource | null {
  const form = kind === 'websocket' ? FORMS.websocket : kind.startsWith('http') ? FORMS.http : FORMS.rest;
  const [, part, other, name] = form.exec(text) ?? [];
  const place = part ?? other;
  if (name === undefined || !isPlace(place)) return null;
  const source = { kind: PLACES[place], name };
  if (source.kind !== 'header') return source;
  return HEADER_NAME.test(name) ? { kind: 'header', name: name.toLowerCase() } : null;
}

/** The identity sources of a compiled policy. */
export function parseIdentitySources({ kind, identitySources }: CompiledApiGateway): readonly IdentitySource[] {
  return identitySources.flatMap((text) => parseIdentitySource(kind, text) ?? []);
}

/** Whether a token source lies within an identity source; a cookie does within the Cookie header. */
export function isWithin(token: TokenSource, { kind, name }: IdentitySource): boolean {
  switch (token.kind) {
    case 'authorization':
      return kind === 'header' && name === 'authorization';
    case 'header':
      return kind === 'header' && name === token.name.toLowerCase();
    case 'cookie':
      return kind === 'header' && name === 'cookie';
    case 'query':
      return kind === 'query' && name === token.name;
  }
}

function isPlace(text: string | undefined): text is keyof typeof PLACES {
  return text !== undefined && Object.hasOwn(PLACES, text);
}
