/** `sallyport dev` as people run it: the tour, its ports, and its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { sendHttp } from '../support/http.ts';
import { endDevs, ROOT, run, startAndWait } from './dev-process.ts';

const POLICY = 'examples/quickstart/sallyport.jsonc';
const ANY_PORTS = ['--worker-port', '0', '--issuer-port', '0', '--api-gateway-port', '0'];
const servers: Server[] = [];

afterEach(async () => {
  await endDevs();
  for (const server of servers.splice(0)) server.close();
}, 20_000);

async function explain(...args: string[]): Promise<{ code: number; out: string }> {
  const child = spawn(process.execPath, ['--conditions=source', 'packages/cli/src/main.ts', 'explain', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const out: string[] = [];
  child.stdout.on('data', (text) => out.push(String(text)));
  const [code] = await once(child, 'close');
  return { code, out: out.join('') };
}

async function takePort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the tour', () => {
  test('every row of the quickstart agrees at both gates, and says how', { timeout: 60_000 }, async () => {
    const { code, out } = await run(POLICY, '--once', '--json', ...ANY_PORTS);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.filter((row) => row.agrees !== true)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(15);
    expect(rows.find((row) => row.name === 'second route, cached result')).toMatchObject({
      apiGateway: '200',
      authorizerInvoked: false,
      keysFetched: false,
    });
    expect(rows.find((row) => row.name === 'issuers down, a token never seen')).toMatchObject({
      apiGateway: '200',
      authorizerInvoked: true,
      keysFetched: false,
    });
    expect(rows.find((row) => row.name === 'a good token')).toMatchObject({
      authorizerInvoked: true,
      keysFetched: true,
    });
    expect(rows.find((row) => row.name === 'a good token to connect')).toMatchObject({
      kinds: [
        { kind: 'rest-token', answered: '200', kept: true },
        { kind: 'rest-request', answered: '200', kept: true },
        { kind: 'http-iam', answered: '200', kept: true },
        { kind: 'http-simple', answered: '200', kept: false },
        { kind: 'websocket', answered: '101', kept: false },
      ],
    });
    expect(code).toBe(0);
  });
});

describe('a run', () => {
  test('answers the curl lines that it prints, keeps its addresses in a file, and ends with its children', {
    timeout: 60_000,
  }, async () => {
    const { child, printed } = await startAndWait(POLICY, ...ANY_PORTS);
    const addresses = JSON.parse(await readFile(`${ROOT}node_modules/.cache/sallyport/dev.json`, 'utf8')) as Record<
      string,
      string
    >;
    const portOf = (name: string): number => Number(new URL(addresses[name] ?? '').port);
    expect(printed).toContain(String(addresses.worker));

    const curls = [
      ...printed.matchAll(
        /curl -i 'http:\/\/127\.0\.0\.1:(\d+)([^']*)'(?: -H "authorization: Bearer \$\(curl -s '([^']*)'\)")? {2}# (\d+)/g,
      ),
    ];
    expect(curls.map(([, , , , status]) => status)).toEqual(['401', '401', '200', '200', '403', '403']);
    for (const [, port, target, mint, status] of curls) {
      const token = mint === undefined ? null : await (await fetch(mint)).text();
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      expect((await sendHttp(Number(port), 'GET', target ?? '', headers)).status).toBe(Number(status));
    }

    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    for (const name of ['worker', 'issuer', 'apiGateway']) {
      await expect(sendHttp(portOf(name), 'GET', '/')).rejects.toThrow(/ECONNREFUSED/);
    }
  });

  test('tells each denial with its reason and what to look at', { timeout: 60_000 }, async () => {
    const { child, printed } = await startAndWait(POLICY, ...ANY_PORTS);
    const port = Number(/worker +http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
    const lines: string[] = [];
    if (child.stderr === null) throw new Error('no stderr');
    createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
    await sendHttp(port, 'GET', '/nothing');
    await expect
      .poll(() => lines.join('\n'), { timeout: 5000 })
      .toContain('No route of the policy covers this method and path');
    expect(lines.join('\n')).toContain('DENY 403 route_unmatched');

    const decisionId = /sallyport explain --decision (\S+)/.exec(lines.join('\n'))?.[1];
    const asked = await explain(POLICY, '--last', '--json');
    expect(asked.code).toBe(1);
    expect(JSON.parse(asked.out)).toMatchObject({ decisionId, effect: 'deny', reason: 'route_unmatched' });
    expect((await explain(POLICY, '--decision', decisionId ?? '', '--json')).out).toContain('route_unmatched');
  });
});

describe('ports', () => {
  test('a busy port that was asked for is an error that names it', { timeout: 60_000 }, async () => {
    const port = await takePort();
    const { code, err } = await run(
      POLICY,
      '--worker-port',
      String(port),
      '--issuer-port',
      '0',
      '--api-gateway-port',
      '0',
    );
    expect(code).toBe(2);
    expect(err).toContain(`port ${port} is in use`);
    expect(err).not.toContain('    at ');
  });

  test.each(['x', '-1', '70000', '80.5'])('--worker-port %s is a usage error', async (port) => {
    const { code, err } = await run(POLICY, `--worker-port=${port}`);
    expect(code).toBe(2);
    expect(err).toContain('--worker-port takes a port from 0 to 65535');
  });
});

describe('what cannot start', () => {
  test('--once without a tour beside the policy says so', async () => {
    const { code, err } = await run('examples/api-gateway/sallyport.jsonc', '--once');
    expect(code).toBe(2);
    expect(err).toContain('tour.jsonc');
  });

  test('--route is for a WebSocket API alone', async () => {
    const { code, err } = await run(POLICY, '--route', 'GET /ws');
    expect(code).toBe(2);
    expect(err).toContain('--route is for a WebSocket API');
  });

  test('a policy that is not there is a usage error', async () => {
    const { code, err } = await run('nowhere.jsonc');
    expect(code).toBe(2);
    expect(err).toContain('there is no file nowhere.jsonc');
  });
});
