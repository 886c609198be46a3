/**
 * What `sallyport dev` tells people once everything runs: addresses, and requests to paste.
 */
import type * as Dev from '@sallyport/dev';
import { paint, toPrintable } from '../terminal.ts';
import { type FirstRequest, toCurlLine } from './first-requests.ts';
import { LEFT_OUT } from './worker-alone.ts';

/** An issuer that dev stands in for, as far as it is told. */
type NamedIssuer = Pick<Dev.DevSession['issuers'][number], 'name' | 'iss'>;

/** The addresses, then the first 401, 200 and 403 of the tour's rows; without an API Gateway, why there is none. */
export function toGreeting(
  tools: Pick<typeof Dev, 'toExpected'>,
  session: Pick<Dev.DevSession, 'ports' | 'apis'> & { readonly issuers: readonly NamedIssuer[] },
  rows: readonly Dev.TourRow[],
): readonly string[] {
  const { ports, issuers, apis } = session;
  const own = apis[0]?.kind ?? null;
  const [first = null, ...further] = issuers.map(({ name, iss }) => toPrintable(`${name} ${iss}`));
  const issuer = `  issuer       http://127.0.0.1:${ports.issuer}   `;
  const standsIn = 'stands in for ';
  const lines = [
    `  worker       http://127.0.0.1:${ports.worker}   edge gate in workerd, in front of an echo origin`,
    ports.apiGateway === undefined
      ? paint('yellow', `  API Gateway  left out: ${LEFT_OUT}`)
      : `  API Gateway  http://127.0.0.1:${ports.apiGateway}   local API Gateway with the built authorizer`,
    `${issuer}${first === null ? 'nothing to stand in for' : `${standsIn}${first}`}`,
    ...further.map((one) => `${' '.repeat(issuer.length + standsIn.length)}${one}`),
    ...(ports.playground === undefined
      ? []
      : [`  playground   http://127.0.0.1:${ports.playground}   the checks of a request, in the browser`]),
    '',
  ];
  for (const status of ['401', '200', '403']) {
    // A WebSocket API lets in with 101.
    const answer = own === 'websocket' && status === '200' ? '101' : status;
    const row = rows.find(
      (candidate) =>
        candidate.edge.startsWith(status) &&
        (own === null || tools.toExpected(candidate, own)?.startsWith(answer) === true),
    );
    if (row === undefined) continue;
    lines.push(`  ${toCurl(row, ports.worker, ports.issuer)}  ${paint('dim', `# ${status}`)}`);
    if (ports.apiGateway === undefined) continue;
    const upgrade = own === 'websocket' ? UPGRADE : '';
    lines.push(`  ${toCurl(row, ports.apiGateway, ports.issuer)}${upgrade}  ${paint('dim', `# ${answer}`)}`);
  }
  return lines;
}

/** The requests to try where there is no tour; what is let in, at every gate. @param name - How this program is called. */
export function toFirstRequestLines(
  { ports, apis }: Pick<Dev.DevSession, 'ports' | 'apis'>,
  requests: readonly FirstRequest[],
  name: string,
): readonly string[] {
  const toLine = (request: FirstRequest, port: number): string =>
    `  ${toPrintable(toCurlLine(request, `http://127.0.0.1:${port}`, name))}  ${paint('dim', `# ${request.status}`)}`;
  // A WebSocket API takes connections; what is refused has another status at each kind of API.
  const isHttp = apis[0]?.kind !== 'websocket';
  return requests.flatMap((request) => [
    toLine(request, ports.worker),
    ...(request.status === 200 && isHttp && ports.apiGateway !== undefined ? [toLine(request, ports.apiGateway)] : []),
  ]);
}

// A connection stays open: curl is told to end it.
const UPGRADE =
  " -m 2 -H 'connection: Upgrade' -H 'upgrade: websocket' -H 'sec-websocket-version: 13' -H 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA=='";

function toCurl(row: Dev.TourRow, port: number, issuerPort: number): string {
  const [method = 'GET', target = '/'] = row.request.split(' ');
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const token = row.token ? ` -H "authorization: Bearer $(curl -s '${toMintUrl(row.token, issuerPort)}')"` : '';
  return `curl -i${verb} 'http://127.0.0.1:${port}${target}'${token}`;
}

function toMintUrl({ issuer, subject, scopes, roles }: Dev.TourToken, issuerPort: number): string {
  const url = new URL(`http://127.0.0.1:${issuerPort}/mint/${issuer}`);
  for (const scope of scopes ?? []) url.searchParams.append('scope', scope);
  for (const role of roles ?? []) url.searchParams.append('role', role);
  if (subject !== undefined) url.searchParams.set('sub', subject);
  return url.href;
}
