/**
 * Decides which method of the API serves a request, as a REST API does.
 *
 * Spec: among the resources that match the path and have the method (or ANY), the most specific from the left: literal,
 *   {parameter}, {greedy+}; so a method that a literal lacks falls back to {proxy+} [L]. A trailing slash is ignored,
 *   and parameters are raw text [L]. Empty segments match {greedy+} only [unverified: double-slash]. Literals are
 *   compared with the raw text, case-sensitively [unverified: literal-encoding].
 */
import { requireConfig } from '../config-error.ts';
import { parseTemplate, type TemplateSegment } from './template.ts';

/** A method of the API: what the router needs of a route. */
export type RouteShape = { readonly method: string; readonly path: string };

/** The route that serves a request, and its path parameters as raw text. */
export type RouteMatch<Route> = {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** Finds the route for a verb and a raw path; `undefined` when no resource has it. */
export type Router<Route> = (method: string, path: string) => RouteMatch<Route> | undefined;

type Entry<Route> = { readonly route: Route; readonly segments: readonly TemplateSegment[] };

const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const RANKS = { literal: 0, parameter: 1, greedy: 2 } as const;

/** Whether `/a/` is the resource `/a`, as in REST APIs, or a path of its own. */
export type TrailingSlash = 'ignored' | 'significant';

/**
 * Builds the router. Throws `LocalApiGatewayConfigError` for an unknown method, a bad path, or the same method twice.
 */
export function createRouter<Route extends RouteShape>(
  routes: readonly Route[],
  trailingSlash: TrailingSlash = 'ignored',
): Router<Route> {
  const shapes = new Set<string>();
  const entries = routes.map((route): Entry<Route> => {
    const { method, path } = route;
    requireConfig(
      method === 'ANY' || METHODS.has(method),
      `route "${method} ${path}" has a method that API Gateway lacks`,
    );
    const segments = parseTemplate(path);
    const shape = `${method} ${segments.map(toShape).join('/')}`;
    requireConfig(!shapes.has(shape), `route "${method} ${path}" is there twice`);
    shapes.add(shape);
    return { route, segments };
  });
  // Sorted once, so that the first entry that matches is the most specific one.
  entries.sort(compareEntries);
  return (method, path) => {
    if (!METHODS.has(method)) return undefined;
    const texts = toSegmentTexts(trailingSlash === 'ignored' ? path.replace(/\/$/, '') : path);
    for (const { route, segments } of entries) {
      if (route.method !== method && route.method !== 'ANY') continue;
      const pathParameters = bindParameters(segments, texts);
      if (pathParameters !== undefined) return { route, pathParameters };
    }
    return undefined;
  };
}

function toShape(segment: TemplateSegment): string {
  return segment.kind === 'literal' ? `=${segment.text}` : segment.kind;
}

// Templates that match the same path differ first where one is more specific; a longer one ends in fewer wildcards.
function compareEntries<Route extends RouteShape>(left: Entry<Route>, right: Entry<Route>): number {
  for (const [index, segment] of left.segments.entries()) {
    const other = right.segments[index];
    if (other === undefined) return -1;
    if (segment.kind !== other.kind) return RANKS[segment.kind] - RANKS[other.kind];
  }
  if (right.segments.length > left.segments.length) return 1;
  return Number(left.route.method === 'ANY') - Number(right.route.method === 'ANY');
}

function toSegmentTexts(path: string): readonly string[] {
  const inside = path.slice(1);
  return inside === '' ? [] : inside.split('/');
}

function bindParameters(
  segments: readonly TemplateSegment[],
  texts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const bound: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const text = texts[index];
    if (text === undefined) return undefined;
    if (segment.kind === 'greedy') {
      const rest = texts.slice(index).join('/');
      return rest === '' ? undefined : Object.fromEntries([...bound, [segment.name, rest]]);
    }
    if (segment.kind === 'literal') {
      if (segment.text !== text) return undefined;
    } else {
      if (text === '') return undefined;
      bound.push([segment.name, text]);
    }
  }
  return segments.length === texts.length ? Object.fromEntries(bound) : undefined;
}
