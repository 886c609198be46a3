/**
 * The methods that an API has for a policy.
 *
 * A public route becomes a method without an authorizer, as in the deploy templates; every other path, known or not,
 * passes the authorizer, which is what `{proxy+}` does.
 */
import type { CompiledPolicy, Route } from '@sallyport/core';

/** One method on one resource. */
export interface ApiMethod {
  /** A verb, or `ANY`. */
  readonly method: string;
  /** A resource: `/orders/{id}`, `/{proxy+}`. */
  readonly path: string;
  readonly access: 'open' | 'guarded';
}

/** The methods of the API: each public route open, everything else behind the authorizer. */
export function toMethods({ routes }: CompiledPolicy): readonly ApiMethod[] {
  const served = routes.routes.filter(({ host }) => host === null);
  const ofAccess = (access: ApiMethod['access']): readonly ApiMethod[] =>
    served
      .filter((route) => (route.access.kind === 'public') === (access === 'open'))
      .flatMap((route) =>
        toResources(route).flatMap((path) => [...route.decides].map((method) => ({ method, path, access }))),
      );
  const rest = ['/', '/{proxy+}'].map((path): ApiMethod => ({ method: 'ANY', path, access: 'guarded' }));
  return distinct([...ofAccess('open'), ...ofAccess('guarded'), ...rest]);
}

function toResources({ segments, tail }: Route): readonly string[] {
  const base = segments.map((segment) => (segment.kind === 'literal' ? segment.text : `{${segment.name}}`)).join('/');
  if (tail === 'end') return [`/${base}`];
  return base === '' ? ['/', '/{proxy+}'] : [`/${base}`, `/${base}/{proxy+}`];
}

/** The first of several methods on one resource. Parameter names do not tell resources apart. */
function distinct(methods: readonly ApiMethod[]): readonly ApiMethod[] {
  const byResource = new Map<string, ApiMethod>();
  for (const method of methods) {
    const resource = `${method.method} ${method.path.replace(/\{[^}+]*\}/g, '{}')}`;
    if (!byResource.has(resource)) byResource.set(resource, method);
  }
  return [...byResource.values()];
}
