/**
 * What the protected resource tells about itself: whose tokens it takes, which scopes it asks for, how tokens are sent.
 *
 * Does not: name anything but what clients need to obtain a token; anyone may read it.
 * Spec: RFC 9728 sections 2 and 3.2 (members without elements are left out).
 */
import type { CompiledAccess, CompiledPolicy, CompiledResource } from '@sallyport/core';

type Requirement = NonNullable<CompiledAccess['requirement']>;

/** The metadata document. */
export interface ResourceMetadata {
  readonly resource: string;
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported?: readonly string[];
}

/** The metadata of a policy's resource. */
export function toResourceMetadata(policy: CompiledPolicy, resource: CompiledResource): ResourceMetadata {
  // Clients look a server up at its URL; an issuer with another kind of name has none to look up.
  const servers = policy.issuers.map(({ iss }) => iss).filter((iss) => /^https?:\/\//i.test(iss));
  const required = [
    ...policy.routes.routes.map(({ access }) => access.requirement),
    ...policy.issuers.map(({ require }) => require),
  ];
  const scopes = new Set(required.flatMap((requirement) => (requirement === null ? [] : listScopes(requirement))));
  const methods = new Set(
    policy.sources.flatMap(({ kind }) => (kind === 'authorization' ? 'header' : kind === 'query' ? 'query' : [])),
  );
  return {
    resource: resource.identifier,
    ...(servers.length === 0 ? {} : { authorization_servers: servers }),
    ...(scopes.size === 0 ? {} : { scopes_supported: [...scopes].sort() }),
    ...(methods.size === 0 ? {} : { bearer_methods_supported: [...methods] }),
  };
}

function listScopes(requirement: Requirement): readonly string[] {
  if (requirement.kind === 'allOf' || requirement.kind === 'anyOf') return requirement.of.flatMap(listScopes);
  return requirement.kind === 'many' && requirement.fact === 'scopes' ? requirement.values : [];
}
