/**
 * The kinds of API that one policy can stand behind, and the policy's document as each kind needs it.
 *
 * Does not: change anything of a policy but its `apiGateway` section, and of that only what a kind cannot take as it is.
 */
import {
  type CompiledApiGateway,
  compilePolicy,
  findSimpleLimits,
  type PolicyDocument,
  parseIdentitySources,
} from '@sallyport/core';

/** A kind of API with its authorizer, as the policy's `apiGateway.kind` names it. */
export type ApiKind = CompiledApiGateway['kind'];

/** Every kind, in the order in which they are shown. */
export const API_KINDS: readonly ApiKind[] = ['rest-token', 'rest-request', 'http-iam', 'http-simple', 'websocket'];

/** Whether a text names a kind. */
export function isApiKind(text: unknown): text is ApiKind {
  return API_KINDS.some((kind) => kind === text);
}

/**
 * The document for another kind of API than its own: the same rules, the same token headers, the same result TTL.
 *
 * Simple responses are kept only where they may be (`$context.routeKey` among the identity sources and no route that one
 * bit would be wrong for); otherwise the TTL is 0. The document comes back as it is for its own kind, and where it has errors.
 *
 * @param variables - Values for the policy's `${NAME}`.
 */
export function toKindPolicy(
  policy: PolicyDocument,
  kind: ApiKind,
  variables: Readonly<Record<string, string>>,
): PolicyDocument {
  const { policy: compiled } = compilePolicy(policy, { env: variables });
  if (compiled === null || compiled.apiGateway.kind === kind) return policy;
  const { kind: own, identitySources, resultTtlSeconds, ...rest } = policy.apiGateway ?? {};
  const sources = identitySources === undefined ? [] : toSources(compiled.apiGateway, kind);
  // A WebSocket API keeps nothing: its 0 says nothing of other APIs, nor theirs of it.
  const isTtlKept = resultTtlSeconds !== undefined && kind !== 'websocket' && own !== 'websocket';
  const base = {
    ...rest,
    kind,
    ...(sources.length > 0 || (kind !== 'rest-token' && identitySources?.length === 0)
      ? { identitySources: sources }
      : {}),
    ...(isTtlKept ? { resultTtlSeconds } : {}),
  };
  if (kind !== 'http-simple' || base.resultTtlSeconds === 0) return { ...policy, apiGateway: base };
  const keyed = sources.length > 0 ? sources : ['$request.header.Authorization'];
  const kept = { ...policy, apiGateway: { ...base, identitySources: [...keyed, '$context.routeKey'] } };
  return canBeKept(kept, variables) ? kept : { ...policy, apiGateway: { ...base, resultTtlSeconds: 0 } };
}

function canBeKept(policy: PolicyDocument, variables: Readonly<Record<string, string>>): boolean {
  const { policy: compiled } = compilePolicy(policy, { env: variables });
  return compiled !== null && findSimpleLimits(compiled).length === 0;
}

const PREFIXES: Readonly<Record<ApiKind, string>> = {
  'rest-token': 'method.request.',
  'rest-request': 'method.request.',
  'http-iam': '$request.',
  'http-simple': '$request.',
  websocket: 'route.request.',
};

/** The same headers and query parameters in the kind's own notation; a TOKEN authorizer has one header. */
function toSources(apiGateway: CompiledApiGateway, kind: ApiKind): readonly string[] {
  const parts = parseIdentitySources(apiGateway).flatMap(({ kind: place, name }) => {
    if (place === 'header') return [`header.${name}`];
    return place === 'query' && kind !== 'rest-token' ? [`querystring.${name}`] : [];
  });
  return (kind === 'rest-token' ? parts.slice(0, 1) : parts).map((part) => `${PREFIXES[kind]}${part}`);
}
