/**
 * Near misses of the route: another method, another case, one segment more or less, another spelling.
 */
import { findNearest } from '../../document/shape/nearest.ts';
import { METHODS, type Method, type Route } from '../../routes/table.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';

const PLAIN_FORM = 'Have the client send the path once encoded, without empty or dot segments.';

/** By what `authorize` names the form. */
const FORM_FIXES: ReadonlyMap<string, string> = new Map([
  ['look-alike', 'Send the path in the case that the policy writes, without dots or spaces at the end of a segment.'],
  [
    'trailing slash',
    'Send the path without the slash at its end; or, if the origin serves both by one handler, set "worker.lookAlikes" to "allowSlash".',
  ],
]);

/** For the reasons of the route phase. */
export function findPathMisses({ reason, about, request, policy, route }: MissQuestion): readonly NearMiss[] {
  if (reason === 'route_denied' && route !== null) {
    const cause = `"${route.key}" is the most specific route for this path, and it is denied to everyone.`;
    return [{ code: 'denied_route', cause, fix: 'Write a more specific key if this path is to be open.', weight: 0.8 }];
  }
  if (reason === 'path_ambiguous') {
    const cause = `The path is refused for ${show(about ?? 'its spelling')}: another server may read it as another path.`;
    return [{ code: 'path_form', cause, fix: FORM_FIXES.get(about ?? '') ?? PLAIN_FORM, weight: 0.8 }];
  }
  if (reason !== 'route_unmatched') return [];
  return findUnmatched({ policy, request });
}

function findUnmatched({ policy, request }: Pick<MissQuestion, 'policy' | 'request'>): readonly NearMiss[] {
  if (request.segments === null) return [];
  const { method, host, segments } = request;
  const others = METHODS.filter((name) => name !== method && policy.routes.match(name, host, segments) !== null);
  if (others.length > 0) {
    return [toOtherMethod(method, others)];
  }
  const misses = findNearRoute(policy.routes.routes, request);
  const shorter = segments.length === 0 ? null : policy.routes.match(method, host, segments.slice(0, -1));
  if (shorter === null) return misses;
  const cause = `"${shorter.route.key}" ends one segment before this path does.`;
  const fix = 'End its key with "/*", or add a route for the longer path.';
  return [...misses, { code: 'deeper_path', cause, fix, weight: 0.5 }];
}

/** No key takes a method in another case, nor one that is not of the grammar: neither is advised. */
function toOtherMethod(method: string, others: readonly Method[]): NearMiss {
  const cause = `The path has a route for ${others.join(', ')}, none for ${show(method)}.`;
  if (isMethod(method)) {
    return { code: 'other_method', cause, fix: `Add ${show(method)} to its key, or use one of those.`, weight: 0.9 };
  }
  const upper = method.toUpperCase();
  if (isMethod(upper)) {
    const also = others.includes(upper) ? '' : ` and add ${show(upper)} to its key, or use one of those`;
    const fix = `Methods are case-sensitive (RFC 9110 section 9.1): send ${show(upper)}${also}.`;
    return { code: 'method_case', cause, fix, weight: 0.95 };
  }
  const fix = `Use one of those: a key can name ${METHODS.join(', ')}, and no route takes any other method.`;
  return { code: 'unknown_method', cause, fix, weight: 0.9 };
}

function isMethod(text: string): text is Method {
  return METHODS.some((name) => name === text);
}

/** The route that most of the path is spelled like; its other literals are a small edit away. */
function findNearRoute(routes: readonly Route[], { method, host, segments }: MissQuestion['request']): NearMiss[] {
  let nearest: { readonly key: string; readonly slips: readonly string[] } | null = null;
  for (const route of routes) {
    const isAsked = isMethod(method) && route.decides.has(method) && (route.host === null || route.host === host);
    const slips = isAsked ? listSlips(route, segments ?? []) : null;
    if (slips !== null && (nearest === null || slips.length < nearest.slips.length))
      nearest = { key: route.key, slips };
  }
  if (nearest === null) return [];
  const cause = `The path is spelled almost like the route "${nearest.key}": ${nearest.slips.join(', ')}.`;
  return [{ code: 'near_path', cause, fix: 'Correct the path, or add a route for it.', weight: 0.7 }];
}

/** Which literals of a route a path spells otherwise; null where one of them is another word. */
function listSlips(route: Route, segments: readonly string[]): readonly string[] | null {
  const { length } = route.segments;
  if (segments.length < length || (segments.length > length && route.tail === 'end')) return null;
  const slips: string[] = [];
  for (const [index, segment] of route.segments.entries()) {
    const sent = segments[index] ?? '';
    if (segment.kind === 'param' || segment.text === sent) continue;
    if (findNearest(sent, [segment.text]) === null) return null;
    slips.push(`${show(sent)} for ${show(segment.text)}`);
  }
  return slips.length === 0 ? null : slips;
}
