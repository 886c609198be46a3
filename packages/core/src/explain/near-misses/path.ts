/**
 * Near misses of the route: another method, another case, one segment more or less.
 */
import { METHODS } from '../../routes/table.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';

/** For the reasons of the route phase. */
export function findPathMisses({ reason, about, request, policy, route }: MissQuestion): readonly NearMiss[] {
  if (reason === 'route_denied' && route !== null) {
    const cause = `"${route.key}" is the most specific route for this path, and it is denied to everyone.`;
    return [{ code: 'denied_route', cause, fix: 'Write a more specific key if this path is to be open.', weight: 0.8 }];
  }
  if (reason === 'path_ambiguous') {
    const cause = `The path is refused for ${show(about ?? 'its spelling')}: another server may read it as another path.`;
    const fix =
      about === 'look-alike'
        ? 'Send the path in the case that the policy writes, without dots or spaces at the end of a segment and without a slash at its own end.'
        : 'Have the client send the path once encoded, without empty or dot segments.';
    return [{ code: 'path_form', cause, fix, weight: 0.8 }];
  }
  if (reason !== 'route_unmatched' || request.segments === null) return [];
  const { method, host, segments } = request;
  const others = METHODS.filter((name) => name !== method && policy.routes.match(name, host, segments) !== null);
  if (others.length > 0) {
    const cause = `The path has a route for ${others.join(', ')}, none for ${show(method)}.`;
    return [{ code: 'other_method', cause, fix: `Add ${show(method)} to its key, or use one of those.`, weight: 0.9 }];
  }
  const shorter = policy.routes.match(method, host, segments.slice(0, -1));
  if (shorter === null || segments.length === 0) return [];
  const cause = `"${shorter.route.key}" ends one segment before this path does.`;
  return [
    { code: 'deeper_path', cause, fix: 'End its key with "/*", or add a route for the longer path.', weight: 0.5 },
  ];
}
