/**
 * Parts of a policy that no pattern of another part can reach, so that each can be judged alone.
 */
import type { CompiledPolicy, Route } from '@sallyport/core';
import { type PolicyShape, toPolicyShape } from '../groups.ts';

/** The routes by their first segment, or all together where one key starts with a parameter or is a wildcard. */
export function toComponents(policy: CompiledPolicy): readonly PolicyShape[] {
  const routes = policy.routes.routes.filter(({ host }) => host === null);
  const parts = new Map<string, Route[]>();
  for (const route of routes) {
    const [first] = route.segments;
    const key = first === undefined ? toEmptyKey(route) : first.kind === 'param' ? '*' : `=${first.text}`;
    const part = parts.get(key) ?? [];
    part.push(route);
    parts.set(key, part);
  }
  const chosen = parts.has('*') ? [routes] : [...parts.values()];
  return chosen.map((part) => toPolicyShape({ ...policy, routes: { ...policy.routes, routes: part } }));
}

function toEmptyKey({ tail }: Route): string {
  return tail === 'wildcard' ? '*' : '/';
}
