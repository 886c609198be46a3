import type { CompiledPolicy, PolicyDocument, RequirementEntry, Route } from '@sallyport/core';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';

const ISSUERS = {
  acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' },
  other: { issuer: 'https://other.acme.dev', audience: 'https://api.acme.dev' },
};

/** The policy of two issuers with these routes; throws what it finds wrong. */
export function compileRoutes(routes: PolicyDocument['routes']): CompiledPolicy {
  const text = JSON.stringify({ issuers: ISSUERS, routes });
  const { compiled, findings } = judgePolicyText(text, 'p', { hosts: 'loopbackAllowed', variables: 'assume' });
  if (compiled === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  return compiled;
}

/** A single route with a requirement, under a key that has one parameter. */
export function compileRoute(entry: RequirementEntry, key = '/users/:user'): Route {
  const [route] = compileRoutes({ [key]: entry }).routes.routes;
  if (route === undefined) throw new Error('no route');
  return route;
}
