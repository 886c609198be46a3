import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPattern, digestStream } from '../../support/byte-pattern.ts';
import { toRequestText } from '../../support/raw-http.ts';
import { readResidentBytes } from '../../support/resident-memory.ts';
import { type Stage, startStage } from './stage.ts';

const MEGABYTE = 1024 * 1024;
const TOTAL = 64 * MEGABYTE;
const PLAIN = Buffer.from('text that compresses well, '.repeat(200));
const ENCODED = {
  gzip: gzipSync(PLAIN),
  br: brotliCompressSync(PLAIN),
  zstd: Buffer.from('not decoded by anybody on the way'),
};

let stage: Stage;
const gate = new EventEmitter();

beforeAll(async () => {
  stage = await startStage({
    reach: 'url',
    sections: { cors: { origins: ['https://app.acme.dev'] } },
    answers: {
      '/items/down': (_incoming, outgoing) => {
        outgoing.writeHead(200, { 'Content-Length': TOTAL });
        createPattern(TOTAL).pipe(outgoing);
      },
      '/items/up': async (incoming, outgoing) => {
        outgoing.end(`${incoming.headers['content-length'] ?? 'chunked'}: ${await digestStream(incoming)}`);
      },
      '/items/early': (_incoming, outgoing) => outgoing.writeHead(413, { Connection: 'close' }).end('too much'),
      '/items/events': async (_incoming, outgoing) => {
        outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
        for (const name of ['one', 'two', 'three']) {
          outgoing.write(`event: ${name}\ndata: {}\n\n`);
          // The next one is sent when this one has come through.
          await once(gate, name);
        }
        outgoing.end();
      },
      ...Object.fromEntries(
        Object.entries(ENCODED).flatMap(([encoding, bytes]) =>
          ['/items', '/public'].map((folder) => [
            `${folder}/${encoding}`,
            (_incoming: IncomingMessage, outgoing: ServerResponse) => {
              const headers = { 'Content-Encoding': encoding, 'Content-Length': bytes.length, ETag: '"e"' };
              outgoing.writeHead(200, headers).end(bytes);
            },
          ]),
        ),
      ),
      '/items/ranges': (_incoming, outgoing) => {
        outgoing.writeHead(206, { 'Content-Type': 'multipart/byteranges; boundary=B', 'Accept-Ranges': 'bytes' });
        outgoing.end('--B\r\nContent-Range: bytes 0-0/9\r\n\r\na\r\n--B--\r\n');
      },
      '/items/unsatisfiable': (_incoming, outgoing) =>
        outgoing.writeHead(416, { 'Content-Range': 'bytes */9' }).end('no such range'),
      '/items/nothing': (_incoming, outgoing) => outgoing.writeHead(204, { 'X-Own': '1' }).end(),
      '/items/head': (_incoming, outgoing) =>
        outgoing.writeHead(200, { 'Content-Length': 12_345, 'Content-Encoding': 'gzip' }).end(),
    },
  });
});
afterAll(() => stage?.stop());

/** Sends a request with a token and gives the answer with its body still to read. */
async function ask(path: string, options: RequestOptions = {}, body: AsyncIterable<Buffer> | null = null) {
  const [name, value] = await stage.bearer();
  const headers = { [name]: value, ...options.headers };
  const sent = request({ ...options, host: '127.0.0.1', port: stage.workerd.port, path, headers });
  const answered = once(sent, 'response');
  for await (const chunk of body ?? []) if (!sent.write(chunk)) await once(sent, 'drain');
  sent.end();
  const [answer] = (await answered) as [IncomingMessage];
  return answer;
}

const readAll = async (answer: IncomingMessage): Promise<Buffer> => Buffer.concat(await answer.toArray());

describe('64 MiB through the gate', () => {
  test.each([
    ['down', 'of known length', {}],
    ['up', 'of known length', { 'Content-Length': TOTAL }],
    ['up', 'chunked', { 'Transfer-Encoding': 'chunked' }],
  ] as const)(
    '%s, %s: every byte arrives, framed as it was sent, and memory stays flat',
    async (way, framing, headers) => {
      await stage.send({ target: '/items/1', headers: [await stage.bearer()] });
      const before = await readResidentBytes(stage.workerd.pid);
      const expected = await digestStream(createPattern(TOTAL));
      if (way === 'down') {
        const answer = await ask('/items/down');
        expect([answer.headers['content-length'], await digestStream(answer)]).toEqual([String(TOTAL), expected]);
      } else {
        const answer = await ask('/items/up', { method: 'POST', headers }, createPattern(TOTAL));
        const told = framing === 'chunked' ? framing : String(TOTAL);
        expect(String(await readAll(answer))).toBe(`${told}: ${expected}`);
      }
      const grown = (await readResidentBytes(stage.workerd.pid)) - before;
      expect(grown / MEGABYTE).toBeLessThan(40);
    },
  );

  test('an origin may answer before it has the whole body, and its answer arrives', async () => {
    const socket = connect(stage.workerd.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const headers = [await stage.bearer(), ['Content-Length', String(TOTAL)] as const];
    socket.write(toRequestText({ method: 'POST', target: '/items/early', headers }));
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.includes('too much')) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 413 [\s\S]*too much/);
  });
});

describe('server-sent events', () => {
  test('arrive one by one, each before the next one is sent', async () => {
    const answer = await ask('/items/events');
    expect([answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      'text/event-stream',
      'no-cache, private',
    ]);
    const arrived: string[] = [];
    for await (const chunk of answer) {
      for (const [, name = ''] of String(chunk).matchAll(/event: (\w+)/g)) {
        arrived.push(name);
        gate.emit(name);
      }
    }
    expect(arrived).toEqual(['one', 'two', 'three']);
  });
});

describe('what the origin encoded or cut', () => {
  test.each(
    Object.entries(ENCODED).flatMap(([encoding, bytes]) => [
      ['/items', encoding, 'a caller', bytes, {}] as const,
      ['/public', encoding, 'anybody', bytes, {}] as const,
      ['/public', encoding, 'another site', bytes, { Origin: 'https://app.acme.dev' }] as const,
    ]),
  )('%s/%s for %s keeps its bytes, length and tag', async (folder, encoding, _whom, bytes, headers) => {
    const answer = await ask(`${folder}/${encoding}`, { headers: { 'Accept-Encoding': 'gzip, br, zstd', ...headers } });
    expect(answer.headers).toMatchObject({ 'content-encoding': encoding, 'content-length': String(bytes.length) });
    expect(answer.headers).toMatchObject({ etag: '"e"', vary: expect.stringContaining('Origin') });
    expect((await readAll(answer)).equals(bytes)).toBe(true);
  });

  test('a client that takes no encoding is not given one', async () => {
    await ask('/items/plain', { headers: { 'Accept-Encoding': 'identity' } });
    expect(new Map(stage.origin.seen.at(-1)?.headers).get('accept-encoding')).toBe('identity');
  });

  test('ranges go to the origin and come back as they are, the unsatisfiable ones too', async () => {
    const headers = { Range: 'bytes=0-0,2-2', 'If-Range': '"e"' };
    const several = await ask('/items/ranges', { headers });
    expect([several.statusCode, several.headers['content-type'], several.headers['accept-ranges']]).toEqual([
      ...[206, 'multipart/byteranges; boundary=B', 'bytes'],
    ]);
    expect(String(await readAll(several))).toContain('Content-Range: bytes 0-0/9');
    const seen = new Map(stage.origin.seen.at(-1)?.headers);
    expect([seen.get('range'), seen.get('if-range')]).toEqual(['bytes=0-0,2-2', '"e"']);
    const none = await ask('/items/unsatisfiable', { headers });
    expect([none.statusCode, none.headers['content-range']]).toEqual([416, 'bytes */9']);
  });

  test('answers without a body have none, and HEAD tells the length of what GET would get', async () => {
    const nothing = await ask('/items/nothing', { method: 'DELETE' });
    expect([nothing.statusCode, nothing.headers['x-own'], (await readAll(nothing)).length]).toEqual([204, '1', 0]);
    expect(nothing.headers).not.toHaveProperty('content-length');
    const head = await ask('/items/head', { method: 'HEAD' });
    expect(head.headers).toMatchObject({ 'content-length': '12345', 'content-encoding': 'gzip' });
    expect(stage.origin.seen.at(-1)?.method).toBe('HEAD');
  });
});

describe('bodies of requests', () => {
  const big = ['Content-Length', String(1024 * MEGABYTE)] as const;

  test('are not read where the request is denied: the answer comes before the first byte of them', async () => {
    const before = stage.origin.seen.length;
    const answer = await stage.send({ method: 'POST', target: '/items/up', headers: [big] });
    expect([answer.status, JSON.parse(answer.body).status]).toEqual([401, 401]);
    expect(stage.origin.seen).toHaveLength(before);
  });

  test('are asked for with 100 Continue where it is allowed, and not where it is denied', async () => {
    const expecting = [
      ['Expect', '100-continue'],
      ['Content-Length', '4'],
    ] as const;
    const exchange = async (headers: readonly (readonly [string, string])[]): Promise<string> => {
      const socket = connect(stage.workerd.port, '127.0.0.1');
      socket.write(toRequestText({ method: 'POST', target: '/items/up', headers }));
      let received = '';
      for await (const chunk of socket) {
        received += String(chunk);
        if (received === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('body');
      }
      return received;
    };
    expect(await exchange([await stage.bearer(), ...expecting])).toMatch(/^HTTP\/1\.1 100 .*\r\n\r\nHTTP\/1\.1 200 /);
    expect(await exchange(expecting)).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('of GET go on, and those of no bytes stay of no bytes', async () => {
    const bearer = await stage.bearer();
    const get = await stage.send({ target: '/items/up', headers: [bearer], body: 'body' });
    expect(get.body).toMatch(/^4: 4 bytes/);
    const empty = await stage.send({ method: 'POST', target: '/items/up', headers: [bearer], body: '' });
    expect(empty.body).toMatch(/^0: 0 bytes/);
    const none = await stage.send({ method: 'DELETE', target: '/items/up', headers: [bearer] });
    expect(none.body).toMatch(/: 0 bytes/);
  });
});
