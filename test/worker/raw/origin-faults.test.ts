import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRequestText } from '../../support/raw-http.ts';
import { type RawOrigin, startRawOrigin } from '../../support/raw-origin.ts';
import { type Stage, startStage } from './stage.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
/** Answers that are none, each by its path below `/items/broken/`. */
const BROKEN: Readonly<Record<string, (socket: Socket) => void>> = {
  'a-reset': (socket) => socket.resetAndDestroy(),
  'a-close': (socket) => void socket.end(),
  garbage: (socket) => void socket.end('this is not HTTP\r\n\r\n'),
  'half-a-head': (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-'),
  'a-status-of-letters': (socket) => void socket.end('HTTP/1.1 abc OK\r\n\r\n'),
  'a-status-of-999': (socket) => void socket.end('HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\nab'),
  'a-line-without-colon': (socket) => void socket.end(`${OK}no colon here\r\nContent-Length: 2\r\n\r\nab`),
  'a-nul': (socket) => void socket.end(`${OK}X: a\0b\r\nContent-Length: 2\r\n\r\nab`),
  'two-lengths': (socket) => void socket.end(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
  'another-protocol': (socket) =>
    void socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
};
/** Bodies that break off after their first half. */
const CUT: Readonly<Record<string, (socket: Socket) => void>> = {
  'in-a-known-length': (socket) => void socket.end(`${OK}Content-Length: 100\r\n\r\nhalf`),
  'in-chunks': (socket) => void socket.end(`${OK}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`),
  'by-a-reset': (socket) => {
    socket.write(`${OK}Content-Length: 100\r\n\r\nhalf`);
    events.once('half', () => socket.resetAndDestroy());
  },
};
const TIMEOUT_SECONDS = 1;

const events = new EventEmitter();
let stage: Stage;
let raw: RawOrigin;
let bearer: readonly [string, string];

/** Says nothing for as long as it takes, and tells when its request is gone. */
const hang = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  incoming.resume();
  outgoing.on('close', () => events.emit('gone'));
};

beforeAll(async () => {
  const toPaths = (folder: string, answers: typeof BROKEN) =>
    Object.fromEntries(Object.entries(answers).map(([name, answer]) => [`/items/${folder}/${name}`, answer]));
  raw = await startRawOrigin({
    ...toPaths('broken', BROKEN),
    ...toPaths('cut', CUT),
    '/items/broken/with-hints': (socket) =>
      void socket.end(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 4\r\n\r\nbody`),
    '/items/broken/with-trailers': (socket) =>
      void socket.end(`${OK}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 1\r\n\r\n`),
    '/items/broken/without-a-length': (socket) => void socket.end(`${OK}\r\nuntil the close`),
  });
  const origins = {
    '/items/broken': raw.origin,
    '/items/cut': raw.origin,
    '/items/refused': `http://127.0.0.1:${await findClosedPort()}`,
  };
  stage = await startStage({
    sections: { worker: { origins, originTimeoutSeconds: TIMEOUT_SECONDS } },
    answers: {
      '/items/hang': hang,
      '/items/slow-body': (_incoming, outgoing) => {
        outgoing.write('first ');
        setTimeout(() => outgoing.end('last'), TIMEOUT_SECONDS * 1500);
      },
      '/items/slow-upload': async (incoming, outgoing) => void outgoing.end(`got ${await incoming.toArray()}`),
      '/items/ill': (_incoming, outgoing) =>
        outgoing.writeHead(503, 'Own words', { 'Retry-After': '7', 'Content-Type': 'text/plain' }).end('ours'),
      '/items/defect': (_incoming, outgoing) => outgoing.writeHead(500).end(),
    },
  });
  bearer = await stage.bearer();
});
afterAll(async () => {
  await stage?.stop();
  await raw?.stop();
});

/** A port that nobody listens on. */
async function findClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Sends a request and reads to the close, whatever kind it is. */
async function readToClose(target: string): Promise<string> {
  const socket = connect(stage.workerd.port, '127.0.0.1');
  socket.on('error', () => undefined);
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    if (received.endsWith('half')) events.emit('half');
  });
  socket.write(toRequestText({ target, headers: [bearer] }));
  await once(socket, 'close');
  return received;
}

describe('an origin that gives no answer', () => {
  test.each([...Object.keys(BROKEN).map((name) => `broken/${name}`), 'refused/x'])(
    'is 502 with problem details that name the decision: %s',
    async (name) => {
      const answer = await stage.send({ target: `/items/${name}`, headers: [bearer] });
      expect(answer.headers.get('content-type')).toEqual(['application/problem+json']);
      expect(answer.headers.get('cache-control')).toEqual(['no-store']);
      const problem: unknown = JSON.parse(answer.body);
      expect([answer.status, problem]).toEqual([
        502,
        {
          ...{ type: 'about:blank', title: 'Bad Gateway', status: 502, detail: 'The origin cannot be reached.' },
          decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      ]);
      const { decisionId } = problem as { decisionId: string };
      // The log line has the same one; the origin's own words are nowhere.
      expect(stage.workerd.output()).toContain(decisionId);
      expect(stage.workerd.output()).not.toContain('this is not HTTP');
    },
  );

  test('is 502 without a body for HEAD', async () => {
    const answer = await stage.send({ method: 'HEAD', target: '/items/refused/x', headers: [bearer] });
    expect([answer.status, answer.body]).toEqual([502, '']);
  });

  test.each([
    ['GET', undefined],
    ['POST', 'body'],
  ])('in time is 504 with problem details, and %s ends at the origin', async (method, body) => {
    const gone = once(events, 'gone');
    const request = { method, target: '/items/hang', headers: [bearer], ...(body === undefined ? {} : { body }) };
    const answer = await stage.send(request);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([504, ['application/problem+json']]);
    expect(JSON.parse(answer.body)).toMatchObject({ title: 'Gateway Timeout', status: 504 });
    await gone;
    const { decisionId } = JSON.parse(answer.body) as { decisionId: string };
    expect(stage.workerd.output()).toContain(decisionId);
  });
});

describe('the time limit', () => {
  test('does not end a body that has begun', async () => {
    const answer = await stage.send({ target: '/items/slow-body', headers: [bearer] });
    expect([answer.status, answer.body]).toEqual([200, 'first last']);
  });

  test.each([
    ['of known length', ['Content-Length', '9'], ['first', 'last']],
    ['chunked', ['Transfer-Encoding', 'chunked'], ['5\r\nfirst\r\n', '4\r\nlast\r\n0\r\n\r\n']],
  ] as const)('begins when the client has sent its body, %s, however slowly', async (_, framing, [first, last]) => {
    const socket = connect(stage.workerd.port, '127.0.0.1');
    socket.write(toRequestText({ method: 'POST', target: '/items/slow-upload', headers: [bearer, framing] }));
    socket.write(first);
    setTimeout(() => socket.write(last), TIMEOUT_SECONDS * 1500);
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toMatch(/^HTTP\/1\.1 200 [\s\S]*got first,?last/);
  });
});

describe('an answer that breaks off', () => {
  test.each(Object.keys(CUT))('%s ends the connection of the client, and not as if it were whole', async (name) => {
    const received = await readToClose(`/items/cut/${name}`);
    expect(received).toMatch(/^HTTP\/1\.1 200 [\s\S]*half/);
    // Neither the bytes that were promised nor a last chunk.
    const [head = '', body = ''] = received.split('\r\n\r\n');
    if (/transfer-encoding: chunked/i.test(head)) expect(received).not.toMatch(/\r\n0\r\n/);
    else expect([head, body.length]).toEqual([expect.stringContaining('Content-Length: 100'), 4]);
  });
});

describe('an answer that is odd and whole', () => {
  test('keeps its own errors, words and headers', async () => {
    const ill = await stage.send({ target: '/items/ill', headers: [bearer] });
    expect([ill.status, ill.body, ill.headers.get('retry-after')]).toEqual([503, 'ours', ['7']]);
    expect(await readToClose('/items/ill')).toMatch(/^HTTP\/1\.1 503 Own words\r\n/);
    const defect = await stage.send({ target: '/items/defect', headers: [bearer] });
    expect([defect.status, defect.body, defect.headers.has('content-type')]).toEqual([500, '', false]);
  });

  test('may come after hints and without a length; hints and trailers end at the gate', async () => {
    const hinted = await readToClose('/items/broken/with-hints');
    expect(hinted).toMatch(/^HTTP\/1\.1 200 [\s\S]*body$/);
    const trailed = await stage.send({ target: '/items/broken/with-trailers', headers: [bearer] });
    expect([trailed.status, trailed.body, trailed.headers.has('trailer')]).toEqual([200, 'body', false]);
    expect(await readToClose('/items/broken/with-trailers')).not.toContain('X-Sum');
    const endless = await stage.send({ target: '/items/broken/without-a-length', headers: [bearer] });
    expect([endless.status, endless.body]).toEqual([200, 'until the close']);
  });
});
