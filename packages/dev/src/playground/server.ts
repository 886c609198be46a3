/**
 * Serves the playground: one page that decides by itself, and the data that it decides by.
 *
 * Trust: a token that a person pastes into the page has no way here: the page may reach this server alone, and this server
 * has no place that takes one.
 * Spec: Content Security Policy Level 3.
 */
import type { CompiledPolicy, PolicyDocument } from '@sallyport/core';
import { parseMintOrder } from '../issuers/order.ts';
import { isLoopback, type StandIn } from '../issuers/stand-ins.ts';
import { type LocalServer, type RawRequest, serveLocally } from '../server/http.ts';
import { checkAdmission } from './admission.ts';
import { createIssuerLevers, type IssuerLevers, parseIssuerAction } from './issuer-levers.ts';
import { bundlePage } from './page-bundle.ts';
import { PAGE_DOCUMENT } from './page-document.ts';
import { toPagePolicy } from './page-policy.ts';
import { PAGE_STYLE } from './page-style.ts';
import { NO_CONNECTION, type PageSession, type RouteMatrix } from './protocol.ts';

/** What the playground shows beside its own work. */
export interface PlaygroundOptions {
  /** The policy as the gates run it. */
  readonly policy: PolicyDocument;
  readonly compiled: CompiledPolicy;
  readonly variables: Readonly<Record<string, string>>;
  readonly standIns: readonly StandIn[];
  readonly addresses: PageSession['addresses'];
  readonly matrix: RouteMatrix;
  readonly decisions: () => readonly object[];
}

/** The policy of the page: its own script and style, its own server, nothing inline, nothing made of text. */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Listens on 127.0.0.1; rejects where the port is taken. */
export async function servePlayground(port: number, options: PlaygroundOptions): Promise<LocalServer> {
  const files = new Map<string, readonly [type: string, text: string]>([
    ['/', ['text/html; charset=utf-8', PAGE_DOCUMENT]],
    ['/page.css', ['text/css; charset=utf-8', PAGE_STYLE]],
    ['/page.js', ['text/javascript; charset=utf-8', await bundlePage()]],
  ]);
  const { addresses, matrix } = options;
  const session: PageSession = {
    ...toPagePolicy(options.policy, options.compiled, options.variables),
    addresses,
    matrix,
  };
  const levers = createIssuerLevers(options.standIns);
  const answer = async (request: RawRequest): Promise<Response> => {
    const url = new URL(request.rawTarget, 'http://127.0.0.1');
    const file = files.get(url.pathname);
    const refused = checkAdmission(request, file === undefined ? 'data' : 'page');
    if (refused !== null) return Response.json({ error: refused }, { status: 403 });
    if (file !== undefined) return new Response(file[1], { headers: { 'content-type': file[0] } });
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/session':
        return Response.json(session);
      case 'GET /api/issuers':
        return Response.json(await levers.states());
      case 'GET /api/decisions':
        return Response.json(options.decisions());
      case 'GET /api/keys':
        return fetchKeys(url.searchParams.get('url') ?? '', options.compiled, levers);
      case 'POST /api/issuers':
        return act(request, levers);
      case 'POST /api/token':
        return mint(url.searchParams.get('iss') ?? '', request, levers);
      default:
        return Response.json({ error: 'not_found' }, { status: 404 });
    }
  };
  return serveLocally(port, async (request) => {
    const response = await answer(request);
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    // The gates' own view of an answer's life goes back to the core in the page, not to the browser's cache.
    const life = response.headers.get('cache-control');
    if (life !== null) headers.set('x-issuer-cache-control', life);
    return new Response(response.body, { status: response.status, headers });
  });
}

async function act(request: RawRequest, levers: IssuerLevers): Promise<Response> {
  const action = parseIssuerAction(request.body);
  if (action === null) return Response.json({ error: 'malformed' }, { status: 400 });
  if (levers.act(action) === null) return Response.json({ error: 'no_such_issuer' }, { status: 404 });
  return Response.json(await levers.states());
}

async function mint(iss: string, request: RawRequest, levers: IssuerLevers): Promise<Response> {
  const order = parseMintOrder(request.body);
  if (typeof order === 'string') return Response.json({ error: order }, { status: 400 });
  const token = await levers.mint(iss, order);
  return token === null ? Response.json({ error: 'no_such_issuer' }, { status: 404 }) : Response.json({ token });
}

/** Metadata and keys of the policy's issuers: an address of anybody else is nobody's. */
async function fetchKeys(url: string, compiled: CompiledPolicy, levers: IssuerLevers): Promise<Response> {
  const noConnection = (): Response => new Response(null, { status: NO_CONNECTION });
  const known = levers.fetch(url);
  if (known !== null) return known.catch(noConnection);
  const isOwn = compiled.issuers.some(({ iss, keys }) =>
    [iss, ...(keys.kind === 'jwksUri' ? [keys.uri] : [])].some((own) => isSameOrigin(own, url)),
  );
  if (!isOwn || !isLoopback(url)) return noConnection();
  return fetch(url, { redirect: 'manual' }).catch(noConnection);
}

function isSameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
