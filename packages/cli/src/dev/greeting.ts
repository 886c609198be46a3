/**
 * What `sallyport dev` tells people once everything runs: addresses, and requests to paste.
 */
import type { DevSession, TourRow, TourToken } from '@sallyport/dev';
import { paint } from '../terminal.ts';

/** The lines of the greeting. `rows` gives the requests; the first 401, 200 and 403 are shown. */
export function toGreeting(session: DevSession, rows: readonly TourRow[]): readonly string[] {
  const { ports, issuers } = session;
  const names = issuers.map(({ name, iss }) => `${name} ${iss}`).join(', ');
  const lines = [
    `  worker       http://127.0.0.1:${ports.worker}   edge gate in workerd, in front of an echo origin`,
    `  API Gateway  http://127.0.0.1:${ports.apiGateway}   local API Gateway with the built authorizer`,
    `  issuer       http://127.0.0.1:${ports.issuer}   ${names === '' ? 'nothing to stand in for' : `stands in for ${names}`}`,
    '',
  ];
  for (const status of ['401', '200', '403']) {
    const row = rows.find(({ edge, apiGateway }) => edge.startsWith(status) && apiGateway === status);
    if (row === undefined) continue;
    for (const port of [ports.worker, ports.apiGateway])
      lines.push(`  ${toCurl(row, port, ports.issuer)}  ${paint('dim', `# ${status}`)}`);
  }
  return lines;
}

function toCurl(row: TourRow, port: number, issuerPort: number): string {
  const [method = 'GET', target = '/'] = row.request.split(' ');
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const token = row.token ? ` -H "authorization: Bearer $(curl -s '${toMintUrl(row.token, issuerPort)}')"` : '';
  return `curl -i${verb} 'http://127.0.0.1:${port}${target}'${token}`;
}

function toMintUrl({ issuer, subject, scopes, roles }: TourToken, issuerPort: number): string {
  const url = new URL(`http://127.0.0.1:${issuerPort}/mint/${issuer}`);
  for (const scope of scopes ?? []) url.searchParams.append('scope', scope);
  for (const role of roles ?? []) url.searchParams.append('role', role);
  if (subject !== undefined) url.searchParams.set('sub', subject);
  return url.href;
}
