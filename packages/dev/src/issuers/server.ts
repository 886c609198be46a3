/**
 * The local issuer's HTTP side: tokens for people, and the way out for the Lambda child.
 *
 * Trust: it signs whatever it is asked for, for whoever asks on loopback. It exists only while `sallyport dev` runs.
 */
import type { MintOptions } from '@sallyport/core/testing';
import { type LocalServer, type RawRequest, serveLocally } from '../server/http.ts';
import { isOwnHost } from '../server/own-host.ts';
import { mintOrder, parseMintOrder } from './order.ts';
import type { Outbound } from './outbound.ts';
import { NO_CONNECTION } from './relay.ts';
import type { StandIn } from './stand-ins.ts';

/** The path under which the Lambda child's `fetch` hands its requests over. */
export const OUTBOUND_PATH = '/outbound';

/**
 * Serves the stand-ins:
 * `GET /` lists them; `GET /mint/NAME?scope=a&role=b&sub=u` answers a token as plain text, and so does
 * `POST /mint/NAME` with a `MintOrder` as JSON, both to a client that names this machine;
 * `POST /token/NAME` is the issuer's own client-credentials endpoint;
 * `GET /decisions` gives the decisions that the gates have logged, to a client that names this machine.
 */
export async function serveIssuers(
  port: number,
  standIns: readonly StandIn[],
  outbound: Outbound,
  decisions: () => readonly object[] = () => [],
): Promise<LocalServer> {
  return serveLocally(port, async (request) => {
    const url = new URL(request.rawTarget, 'http://127.0.0.1');
    const [, action, name] = url.pathname.split('/');
    if (url.pathname === OUTBOUND_PATH) return relay(url.searchParams.get('url') ?? '', request, outbound);
    const standIn = standIns.find((candidate) => candidate.name === name);
    if (action === 'mint' && standIn) return answerMint(standIn, request, url.searchParams);
    if (action === 'token' && standIn)
      return standIn.testIssuer.fetch(toRequest(standIn.testIssuer.urls.token, request));
    if (url.pathname === '/decisions' && request.method === 'GET') return answerDecisions(request, decisions);
    if (url.pathname === '/')
      return Response.json({ issuers: standIns.map(({ name, iss, preset }) => ({ name, issuer: iss, preset })) });
    return Response.json({ error: 'not_found', issuers: standIns.map(({ name }) => name) }, { status: 404 });
  });
}

async function answerMint(standIn: StandIn, request: RawRequest, query: URLSearchParams): Promise<Response> {
  if (!isOwnHost(request.headers.get('host'))) return Response.json({ error: 'host_not_local' }, { status: 403 });
  if (request.method === 'GET') return toTokenAnswer(await mint(standIn, query));
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'GET, POST' } });
  const order = parseMintOrder(request.body);
  if (typeof order === 'string') {
    return Response.json({ error: 'invalid_request', error_description: order }, { status: 400 });
  }
  return toTokenAnswer(await mintOrder(standIn, order));
}

function toTokenAnswer(token: string): Response {
  return new Response(token, { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } });
}

async function mint({ testIssuer }: StandIn, query: URLSearchParams): Promise<string> {
  const subject = query.get('sub');
  const expires = query.get('expires');
  const options: MintOptions = {
    scopes: query.getAll('scope').flatMap((scope) => scope.split(' ')),
    roles: query.getAll('role'),
    ...(subject === null ? {} : { subject }),
    ...(expires === null ? {} : { expiresInSeconds: Number(expires) }),
  };
  return testIssuer.mint({}, options);
}

/** A page of another site can reach loopback under a name of its own; it can not choose the Host that it sends. */
function answerDecisions({ headers }: RawRequest, decisions: () => readonly object[]): Response {
  if (!isOwnHost(headers.get('host'))) return Response.json({ error: 'host_not_local' }, { status: 403 });
  return Response.json({ decisions: decisions() }, { headers: { 'cache-control': 'no-store' } });
}

async function relay(target: string, request: RawRequest, outbound: Outbound): Promise<Response> {
  if (!URL.canParse(target)) return new Response(null, { status: 400 });
  return outbound(toRequest(target, request)).catch(() => new Response(null, { status: NO_CONNECTION }));
}

function toRequest(url: string, { method, headers, body }: RawRequest): Request {
  const carried = new Headers(headers);
  for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) carried.delete(name);
  return new Request(url, { method, headers: carried, redirect: 'manual', ...(body.length > 0 ? { body } : {}) });
}
