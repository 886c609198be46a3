/**
 * The origin behind both gates: answers what it received, so that people see what a gate passes on.
 *
 * Does not: echo credentials; a token that reaches the origin is told by its header's name alone.
 */

/** What the echo origin says of a request. */
export interface Echo {
  readonly origin: 'echo';
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization', 'dpop']);

/** Describes a request, credentials withheld. */
export function toEcho(
  method: string,
  target: string,
  headers: Iterable<readonly [string, string]>,
  bodyBytes: number,
): Echo {
  const shown = [...headers].map(([name, value]) => [name, SECRET_HEADERS.has(name) ? '(withheld)' : value]);
  return { origin: 'echo', method, target, headers: Object.fromEntries(shown), bodyBytes };
}

/** Answers as an origin over HTTP would. */
export async function echoResponse(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = await request.arrayBuffer();
  return Response.json(toEcho(request.method, pathname + search, request.headers, body.byteLength));
}
