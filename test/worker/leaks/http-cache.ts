/**
 * A shared HTTP cache, as eager as the standard lets it be: it keeps whatever it may, for as long as it may.
 *
 * `standard` is a proxy or CDN that goes by the book. `entrypoint` is Workers Cache as it is documented: keys of path and
 * query alone, `Vary` unread, and nothing but `Authorization` on a request keeps it from answering.
 * Spec: RFC 9111 sections 3, 3.5, 4, 4.1 and 4.3, RFC 9213 section 2.1.
 */

/** Whoever answers. */
export type Upstream = (request: Request) => Promise<Response>;

/** A cache before an upstream. */
export interface SharedCache {
  /** The answer, its `X-Cache` telling where it came from: `hit`, `revalidated` or `miss`. */
  readonly fetch: Upstream;
  /** How many answers it holds. */
  readonly size: () => number;
}

interface Stored {
  readonly response: Response;
  readonly vary: readonly (readonly [name: string, value: string | null])[];
  readonly freshUntilMs: number;
}

/** What Workers Cache gives an answer that says nothing; the standard sets no bound. */
const HEURISTIC_SECONDS = 7_200;
const HEURISTIC_STATUSES: ReadonlySet<number> = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);
const TARGETED = ['CDN-Cache-Control', 'Surrogate-Control'];

/** Puts a cache before an upstream; `clock` tells milliseconds. */
export function createSharedCache(
  upstream: Upstream,
  kind: 'standard' | 'entrypoint' = 'standard',
  clock: () => number = Date.now,
): SharedCache {
  const kept = new Map<string, Stored[]>();

  const keep = (request: Request, key: string, response: Response): void => {
    if (request.method !== 'GET' || !isStorable(request, response)) return;
    const names = kind === 'standard' ? listVary(response) : [];
    if (names.includes('*')) return;
    const vary = names.map((name) => [name, request.headers.get(name)] as const);
    const others = (kept.get(key) ?? []).filter((stored) => !selects(stored, request));
    const freshUntilMs = clock() + toLifetimeSeconds(response) * 1000;
    kept.set(key, [...others, { response: response.clone(), vary, freshUntilMs }]);
  };

  const fetch: Upstream = async (request) => {
    const { pathname, search, href } = new URL(request.url);
    const key = kind === 'standard' ? href : `${pathname}${search}`;
    const passes = kind === 'entrypoint' && request.headers.has('Authorization');
    const reads = (request.method === 'GET' || request.method === 'HEAD') && !passes;
    const stored = reads ? kept.get(key)?.find((one) => selects(one, request)) : undefined;
    if (stored !== undefined && clock() < stored.freshUntilMs) return toAnswer(stored.response, 'hit');

    const etag = stored?.response.headers.get('ETag') ?? null;
    const validates = stored !== undefined && etag !== null && !request.headers.has('If-None-Match');
    const onward = new Request(request);
    if (validates) onward.headers.set('If-None-Match', etag);
    const response = await upstream(onward);
    if (validates && response.status === 304) {
      const fresh = new Response(stored.response.clone().body, stored.response);
      for (const [name, value] of response.headers) if (name !== 'content-length') fresh.headers.set(name, value);
      keep(request, key, fresh);
      return toAnswer(fresh, 'revalidated');
    }
    if (!passes) keep(request, key, response);
    return toAnswer(response, 'miss');
  };
  return { fetch, size: () => [...kept.values()].flat().length };
}

function toAnswer(response: Response, from: 'hit' | 'revalidated' | 'miss'): Response {
  const answer = new Response(response.clone().body, response);
  answer.headers.set('X-Cache', from);
  return answer;
}

function selects({ vary }: Stored, request: Request): boolean {
  return vary.every(([name, value]) => request.headers.get(name) === value);
}

function listVary({ headers }: Response): readonly string[] {
  return (headers.get('Vary') ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

/** Directives of the field that a shared cache obeys first. */
function toDirectives({ headers }: Response): ReadonlyMap<string, string> {
  const field = TARGETED.find((name) => headers.has(name)) ?? 'Cache-Control';
  const given = (headers.get(field) ?? '').split(',').map((part) => part.trim().toLowerCase());
  return new Map(
    given.map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name, value.replaceAll('"', '')] as const;
    }),
  );
}

function isStorable(request: Request, response: Response): boolean {
  const directives = toDirectives(response);
  if (directives.has('no-store') || directives.has('private') || response.status === 206) return false;
  const says = ['public', 's-maxage', 'must-revalidate'].some((name) => directives.has(name));
  if (request.headers.has('Authorization') && !says) return false;
  const isExplicit = ['public', 's-maxage', 'max-age'].some((name) => directives.has(name));
  return isExplicit || response.headers.has('Expires') || HEURISTIC_STATUSES.has(response.status);
}

function toLifetimeSeconds(response: Response): number {
  const directives = toDirectives(response);
  if (directives.has('no-cache')) return 0;
  const told = directives.get('s-maxage') ?? directives.get('max-age');
  if (told !== undefined) return Number(told);
  const expires = response.headers.get('Expires');
  return expires === null ? HEURISTIC_SECONDS : (Date.parse(expires) - Date.now()) / 1000;
}
