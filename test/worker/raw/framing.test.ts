import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';
import { mightReachAdmin } from './targets.ts';

const routes = { '/*': 'public', '/admin/*': { roles: ['admin'] }, '/items/*': 'authenticated' } as const;

let stage: Stage;
let authorization: string;
beforeAll(async () => {
  stage = await startStage({ sections: { routes } });
  authorization = `Authorization: ${(await stage.bearer())[1]}`;
});
afterAll(() => stage?.stop());

/** Sends bytes on one connection, closes its side, and reads the statuses that come back and what the origin saw. */
async function exchange(...lines: readonly string[]): Promise<{ statuses: number[]; seen: string[] }> {
  const before = stage.origin.seen.length;
  const socket = connect(stage.workerd.port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.setTimeout(5_000, () => socket.destroy());
  socket.end(lines.join('\r\n'));
  await closed;
  const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { statuses, seen: stage.origin.seen.slice(before).map(({ method, url }) => `${method} ${url}`) };
}

const END = ['', ''];
const HOST = 'Host: gate.acme.dev';
const LAST = [HOST, 'Connection: close', ...END];

describe('requests on one connection', () => {
  test('are decided each by itself: a token speaks for its own request only', async () => {
    const { statuses, seen } = await exchange(
      ...['GET /items/1 HTTP/1.1', HOST, authorization, ''],
      ...['', 'GET /items/2 HTTP/1.1', HOST, ''],
      ...['', 'GET /admin/x HTTP/1.1', HOST, authorization, ''],
      ...['', 'GET /public HTTP/1.1', ...LAST],
    );
    expect(statuses).toEqual([200, 401, 403, 200]);
    expect(seen).toEqual(['GET /items/1', 'GET /public']);
  });

  test('are not told apart otherwise at the origin than at the gate', async () => {
    const inner = 'GET /admin/secret HTTP/1.1\r\nHost: gate.acme.dev\r\n\r\n';
    for (const framing of [
      [`Content-Length: ${inner.length}`, 'Transfer-Encoding: chunked', '', `0\r\n\r\n${inner}`],
      ['Content-Length: 5', `Content-Length: ${inner.length + 5}`, '', `12345${inner}`],
      ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity', '', `0\r\n\r\n${inner}`],
      ['Transfer-Encoding: xchunked', '', `0\r\n\r\n${inner}`],
      ['Transfer-Encoding : chunked', `Content-Length: ${inner.length + 5}`, '', `0\r\n\r\n${inner}`],
      ['Content-Length: +5', '', `12345${inner}`],
      ['Content-Length: 5, 5', '', `12345${inner}`],
      ['Transfer-Encoding: chunked', '', `0\n\n${inner}`],
      ['Transfer-Encoding: chunked', '', `00000000000000001\r\nx\r\n0\r\nTrailer: x\r\n\r\n${inner}`],
    ]) {
      const { statuses, seen } = await exchange('POST /public HTTP/1.1', HOST, ...framing);
      expect([framing, seen.filter((line) => mightReachAdmin(line.split(' ')[1] ?? ''))]).toEqual([framing, []]);
      // The second request, where it is read as one, is decided as one.
      expect([framing, statuses.slice(1).filter((status) => status === 200)]).toEqual([framing, []]);
    }
  });
});

describe('a request without one clear host', () => {
  test.each([
    ['no Host', []],
    ['an empty Host', ['Host:']],
    ['two Hosts', [HOST, 'Host: other.dev']],
    ['two Hosts, one with a path', [HOST, 'Host: other.dev/public?']],
    ['two Hosts, the path first', ['Host: other.dev/public?', HOST]],
    ['a Host of white space', ['Host: \t']],
  ])('does not reach a stricter route: %s', async (_, hosts) => {
    for (const version of ['1.1', '1.0']) {
      const { statuses, seen } = await exchange(
        `GET /admin/secret HTTP/${version}`,
        ...hosts,
        'Connection: close',
        ...END,
      );
      // A Host may carry the path to another place, never to this one.
      expect(seen.filter((request) => mightReachAdmin(request.split(' ')[1] ?? ''))).toEqual([]);
      expect(statuses.filter((status) => ![...(seen.length > 0 ? [200] : []), 400, 401, 403].includes(status))).toEqual(
        [],
      );
    }
  });
});

describe('a request line that is odd', () => {
  test.each([
    'CONNECT gate.acme.dev:80 HTTP/1.1',
    'CONNECT /admin/secret HTTP/1.1',
    'GET /public /admin/secret HTTP/1.1',
    'GET  /admin/secret HTTP/1.1',
    'GET\t/admin/secret HTTP/1.1',
    'GET /admin/secret HTTP/0.9',
    'GET /admin/secret HTTP/2.0',
    'GET /admin/secret',
    'GET /public\x00/../admin HTTP/1.1',
    'GET /public\x0b/admin HTTP/1.1',
    'get /admin/secret HTTP/1.1',
  ])('does not reach a stricter route: %j', async (line) => {
    const { statuses, seen } = await exchange(line, ...LAST);
    expect(seen.filter((request) => mightReachAdmin(request.split(' ')[1] ?? ''))).toEqual([]);
    expect(statuses.filter((status) => status >= 200 && status < 300 && seen.length === 0)).toEqual([]);
  });
});

describe('an Authorization header that is odd', () => {
  test('is one value or none: folded, split or misspelled lines make no second reading', async () => {
    const [name, value = ''] = authorization.split(': ');
    for (const lines of [
      [`${name}:`, ` ${value}`],
      [`${name} : ${value}`],
      [` ${authorization}`],
      [`X: y\n${authorization}`],
      [`X: y\r${authorization}`],
      [`${name}\x00: ${value}`],
    ]) {
      const { statuses, seen } = await exchange('GET /admin/secret HTTP/1.1', ...lines, ...LAST);
      expect([lines[0], statuses.filter((status) => ![400, 401, 403].includes(status)), seen]).toEqual([
        lines[0],
        [],
        [],
      ]);
    }
  });
});
