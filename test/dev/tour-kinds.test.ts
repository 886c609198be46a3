/** The quickstart's tour through the Worker gate and every kind of API, each from its own built bundle. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyDocument } from '@sallyport/core';
import * as tools from '@sallyport/dev';
import {
  API_KINDS,
  type DevSession,
  type KindResult,
  runTour,
  startDev,
  type Tour,
  type TourRow,
} from '@sallyport/dev';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAuthorizers } from '../../packages/cli/src/dev/authorizers.ts';
import { parseSource } from '../../packages/cli/src/source/parse.ts';

const QUICKSTART = new URL('../../examples/quickstart/', import.meta.url).pathname;
const PORTS = { worker: 0, issuer: 0, apiGateway: 0 };
let session: DevSession;
let tour: Tour;
let folder: string;

async function read(name: string): Promise<unknown> {
  return parseSource(await readFile(join(QUICKSTART, name), 'utf8'), name).value;
}

beforeAll(async () => {
  // Read as the command does, which has judged it before; here `startDev` throws for anything wrong.
  const document = (await read('sallyport.jsonc')) as PolicyDocument;
  tour = tools.parseTour(await read('tour.jsonc'), 'rest-token');
  folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
  const { kinds, connect } = tour;
  const authorizers = await buildAuthorizers(tools, { document, kinds, connectRoute: connect, variables: {}, folder });
  session = await startDev({ policy: document, authorizers, variables: {}, ports: PORTS });
}, 60_000);

afterAll(async () => {
  await session?.stop();
  await rm(folder, { recursive: true, force: true });
});

function rowOf(name: string): TourRow {
  const row = tour.rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`no row "${name}"`);
  return row;
}

/** Runs the row with one expectation changed, its token known to the caches; gives the kinds that disagree then. */
async function runChanged(name: string, changes: Partial<TourRow>): Promise<readonly KindResult[]> {
  const rows = [rowOf('a good token'), { ...rowOf(name), ...changes }];
  const result = (await runTour(session, rows, () => undefined)).at(-1);
  const disagreeing = (result?.kinds ?? []).filter(({ agrees }) => !agrees);
  expect(result?.agrees).toBe(disagreeing.length === 0);
  return disagreeing;
}

describe('every kind of API', () => {
  test("answers every row as it must, and for the edge's reason where its authorizer denies", async () => {
    const results = await runTour(session, tour.rows.slice(0, -1), () => undefined);
    expect(results.flatMap(({ agrees, name }) => (agrees ? [] : [name]))).toEqual([]);
    expect(session.apis.map(({ kind }) => kind)).toEqual(API_KINDS);
    for (const { name, kinds } of results) {
      const isConnect = rowOf(name).byKind?.websocket !== undefined;
      expect(kinds.map(({ kind }) => kind)).toEqual(isConnect ? API_KINDS : API_KINDS.slice(0, -1));
    }
    const lacking = results.find(({ name }) => name === 'lacking the scope to connect');
    expect(lacking?.kinds.map(({ reason }) => reason)).toEqual(API_KINDS.map(() => 'scope_insufficient'));
    const second = results.find(({ name }) => name === 'second route, cached result');
    expect(second?.kinds.map(({ kind, authorizerInvoked }) => `${kind} ${authorizerInvoked}`)).toEqual([
      'rest-token false',
      'rest-request false',
      'http-iam false',
      'http-simple true',
    ]);
  });

  test.each(API_KINDS)('fails a row where %s alone answers otherwise', async (kind) => {
    const { byKind } = rowOf('a good token to connect');
    const broken = await runChanged('a good token to connect', { byKind: { ...byKind, [kind]: '418' } });
    expect(broken.map((result) => result.kind)).toEqual([kind]);
    expect(await runChanged('a good token to connect', {})).toEqual([]);
  });

  test('fails a row whose message is another, which tells HTTP APIs from REST APIs', async () => {
    const byKind = { 'http-iam': '403 User is not authorized to access this resource with an explicit deny' };
    const broken = await runChanged('without the role', { byKind });
    expect(broken).toMatchObject([
      { kind: 'http-iam', answered: '403 Forbidden' },
      { kind: 'http-simple', answered: '403 Forbidden' },
    ]);
  });

  test('fails a row where a kind keeps its result and must not, and the other way round', async () => {
    const name = 'second route, cached result';
    expect((await runChanged(name, { kept: ['rest-token', 'rest-request'] })).map(({ kind }) => kind)).toEqual([
      'http-iam',
    ]);
    expect((await runChanged(name, { kept: API_KINDS.slice(0, -1) })).map(({ kind }) => kind)).toEqual(['http-simple']);
  });

  test('fails a row where an authorizer denies for another reason than the edge should', async () => {
    const [result] = await runTour(session, [{ ...rowOf('expired'), edge: '401 audience_mismatch' }], () => undefined);
    expect(result?.edge).toBe('401 token_expired');
    expect(result?.kinds.map(({ reason, agrees }) => `${reason} ${agrees}`)).toEqual(
      API_KINDS.slice(0, -1).map(() => 'token_expired false'),
    );
  });

  test('connects a real client, and answers its messages', async () => {
    const port = session.apis.find(({ kind }) => kind === 'websocket')?.port;
    const token = await session.mint({ issuer: 'staff', scopes: ['read:orders'] });
    const headers = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      ...{ 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', authorization: `Bearer ${token}` },
    };
    const request = httpRequest({ host: '127.0.0.1', port, headers }).end();
    const [response, socket] = await once(request, 'upgrade');
    expect(response.statusCode).toBe(101);
    // A final text frame of five bytes, masked with zeros (RFC 6455, section 5.2).
    socket.write(Buffer.concat([Buffer.from([0x81, 0x85, 0, 0, 0, 0]), Buffer.from('hello')]));
    const [frame] = await once(socket, 'data');
    expect(JSON.parse(frame.subarray(2).toString())).toEqual({ origin: 'echo', bodyBytes: 5 });
    socket.destroy();
  });
});
