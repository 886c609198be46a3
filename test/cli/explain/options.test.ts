import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API, type Bench, createBench, GET, NOW, own, staff } from './bench.ts';
import { explainJson, runExplain, toWords } from './run.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

let bench: Bench;
let token: string;
beforeAll(async () => {
  bench = await createBench();
  token = await own({ scope: 'read:orders' });
});
afterAll(() => bench.folder.remove());

describe('a token never comes in an argument', () => {
  test.each([
    ['--token', (text: string) => text],
    ['--token', (text: string) => `Bearer ${text}`],
    ['--header', (text: string) => `X-Token: ${text}`],
    ['--request', (text: string) => `GET /orders/1?access_token=${text}`],
    ['--decision', (text: string) => text],
  ])('%s is refused with exit 2, and not quoted', async (option, toValue) => {
    const request = option === '--request' || option === '--decision' ? [] : ['--request', GET];
    const run = await runExplain([bench.policy, ...request, option, toValue(token)]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).not.toContain(token.slice(0, 20));
  });

  test.each(['Authorization: abc', 'cookie: session=abc', 'Proxy-Authorization: Basic x'])(
    '--header "%s" is refused: credentials are piped',
    async (header) => {
      const run = await runExplain([bench.policy, '--request', GET, '--header', header]);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain('--token -');
    },
  );

  test('an opaque one is taken for a file that is not there, and not quoted', async () => {
    const run = await runExplain([bench.policy, '--request', GET, '--token', 's3cr3t-opaque-value']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('names no file');
    expect(run.stderr).not.toContain('s3cr3t');
  });
});

describe('usage', () => {
  test.each([
    [[], 'name the request'],
    [['--request', 'orders'], '"GET /orders/1"'],
    [['--request', GET, '--at', 'yesterday'], '--at takes'],
    [['--request', GET, '--iam', 'arn:aws:s3:::x'], '--iam takes'],
    [['--request', GET, '--header', 'no colon'], '--header takes'],
    [['--last', '--decision', 'x'], 'exclude each other'],
    [['--last', '--request', GET], '--request is for a request'],
    [['--decision', 'x', '--offline'], '--offline is for a request'],
    [['--request', GET, '--requst', GET], 'did you mean --request?'],
  ] as const)('%j is exit 2', async (args, says) => {
    const run = await runExplain([bench.policy, ...args]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(says);
  });

  test('a policy with errors explains nothing and tells its findings', async () => {
    const file = await bench.folder.place('bad.jsonc', '{ "issuers": {}, "routes": { "GET /a": "pubic" } }');
    const run = await runExplain([file, '--request', 'GET /a']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('nothing was decided');
  });

  test('--at takes ISO 8601 and epoch seconds alike, and --header may be given again', async () => {
    const iso = new Date(NOW * 1000).toISOString();
    const headers = ['--header', 'Origin: https://app.acme.dev', '--header', 'X-Other: 1'];
    const report = await explainJson([bench.policy, '--request', 'GET /health', '--at', iso, ...headers]);
    expect([report.exitCode, report.at]).toEqual([0, iso]);
  });

  test('a token alone is put where the route reads tokens', async () => {
    const report = await bench.explain('GET /door', await own({ iss: 'https://door.acme.dev' }));
    expect(report.phases.find(({ phase }) => phase === 'extract')?.detail).toContain('the cookie "session"');
    expect(report.reason).toBe('key_not_found');
  });
});

describe('the gates', () => {
  test('--iam shows the document, its size, whether it is exact and the routes that it opens', async () => {
    const report = await bench.explain(GET, token, '--iam', BASE);
    expect(report.iam).toMatchObject({ base: BASE, exact: true });
    expect(report.iam?.bytes).toBe(JSON.stringify(report.iam?.document).length);
    expect(report.iam?.opens).toEqual(
      expect.arrayContaining(['GET /health', 'GET /orders/:id', '/users/:user/* where :user=ada', 'GET /staff-only']),
    );
    expect(report.iam?.opens).not.toContain('/admin/*');
  });

  test.each(['notResource', 'resource'])(
    '--iam shows the document in the shape of the policy: %s',
    async (denyShape) => {
      const file = await bench.folder.place('shape.jsonc', {
        issuers: { staff: { issuer: 'https://id.acme.dev', audience: API, jwks: await staff.jwks() } },
        routes: { 'GET /orders/1': { scopes: ['read:orders'] } },
        apiGateway: { denyShape },
      });
      const explain = async (scope: string) => {
        const input = await bench.folder.place('t.txt', await own({ scope }));
        return [file, '--request', 'GET /orders/1', '--at', String(NOW), '--token', input, '--iam', BASE];
      };
      const { iam } = await explainJson(await explain('read:orders'));
      expect(iam).toMatchObject({ denyShape, exact: true, opens: ['GET /orders/1'] });
      expect(JSON.stringify(iam?.document).includes('NotResource')).toBe(denyShape === 'notResource');
      const silence = 'denies by silence what it does not name: a resource policy of the API may allow that';
      expect((await runExplain(await explain('read:orders'))).stderr.includes(silence)).toBe(denyShape === 'resource');
      // What opens nothing denies the stage as a whole, explicitly.
      expect((await runExplain(await explain('other'))).stderr).not.toContain(silence);
    },
  );

  test.each([
    ['rest-token', '/orders/1', 'read:orders', { status: 200, by: 'authorizer' }],
    ['rest-token', '/orders/1', 'other', { status: 403, reason: 'scope_insufficient' }],
    ['rest-token', '/orders/1', null, { status: 401, by: 'api_gateway' }],
    ['rest-token', '/health', null, { status: 200, by: 'no_authorizer' }],
    ['http-simple', '/orders/1', 'read:orders', { status: 200, isAuthorized: true }],
    ['http-simple', '/orders/1', 'other', { status: 403, isAuthorized: false }],
    ['http-iam', '/orders/1', null, { status: 401, by: 'authorizer' }],
    ['websocket', '/orders/1', 'read:orders', { status: 200, by: 'authorizer' }],
  ])('API Gateway, %s, %s with scope %s', async (kind, path, scope, answer) => {
    const file = await bench.folder.place(`${kind}.jsonc`, {
      issuers: { staff: { issuer: 'https://id.acme.dev', audience: API, jwks: await staff.jwks() } },
      routes: { 'GET /health': 'public', 'GET /orders/1': { scopes: ['read:orders'] } },
      apiGateway: { kind, resultTtlSeconds: kind === 'rest-token' ? 300 : 0 },
    });
    const input = scope === null ? [] : ['--token', await bench.folder.place('t.txt', await own({ scope }))];
    const report = await explainJson([file, '--request', `GET ${path}`, '--at', String(NOW), ...input]);
    expect(report.gates?.apiGateway).toMatchObject({ kind, ...answer });
  });

  test('API Gateway answers 500 where the Lambda gate would not start with the policy, and what to ask says why', async () => {
    const file = await bench.folder.place('worker-alone.jsonc', {
      issuers: { staff: { issuer: 'https://id.acme.dev', audience: API, jwks: await staff.jwks() } },
      routes: {
        'GET /health': 'public',
        'GET /orders/1': { scopes: ['read:orders'], unsafeReportOnly: { why: 'a trial', until: '2099-01-31' } },
      },
    });
    const input = ['--token', await bench.folder.place('t.txt', await own({ scope: 'other' }))];
    const asked = (path: string, token: readonly string[] = []) => {
      return [file, '--request', `GET ${path}`, '--at', String(NOW), '--iam', BASE, ...token];
    };
    const { gates, iam, effect } = await explainJson(asked('/orders/1', input));
    expect([effect, gates?.edge.status, gates?.apiGateway.status]).toEqual(['allow', 200, 500]);
    expect([gates?.apiGateway.by, iam?.document, iam?.opens]).toEqual(['refused_policy', null, []]);
    const { stderr } = await runExplain(asked('/orders/1', input));
    expect(stderr).toContain(
      '500 (rest-token), the Lambda gate does not start: sallyport check --gate lambda says why',
    );
    // The function is not asked about these.
    expect((await explainJson(asked('/orders/1'))).gates?.apiGateway).toMatchObject({ status: 401, by: 'api_gateway' });
    expect((await explainJson(asked('/health'))).gates?.apiGateway).toMatchObject({ status: 200, by: 'no_authorizer' });
  });
});

describe('keys', () => {
  const toRemote = (origin: string) => ({
    issuers: { local: { issuer: origin, audience: API } },
    routes: { 'GET /orders/:id': { scopes: ['read:orders'] } },
  });

  test('an issuer that does not answer is a fault: 503 at the edge, 500 at API Gateway, exit 3', async () => {
    const file = await bench.folder.place('remote.jsonc', toRemote('http://127.0.0.1:1'));
    const input = await bench.folder.place('t.txt', await own({ iss: 'http://127.0.0.1:1', scope: 'read:orders' }));
    const report = await explainJson([file, '--request', GET, '--token', input, '--at', String(NOW)]);
    expect([report.exitCode, report.reason]).toEqual([3, 'discovery_unavailable']);
    expect(report.gates).toMatchObject({ edge: { status: 503 }, apiGateway: { status: 500 } });
    expect(toWords(report)).toMatchObject({ key: 'failed', signature: 'unknown', requirement: 'would pass' });
  });

  test('offline they are not fetched: undecided where all else passes, denied where something else fails', async () => {
    const file = await bench.folder.place('remote.jsonc', toRemote('http://127.0.0.1:1'));
    const ask = async (claims: Readonly<Record<string, unknown>>) => {
      const input = await bench.folder.place('t.txt', await own({ iss: 'http://127.0.0.1:1', ...claims }));
      return explainJson([file, '--request', GET, '--token', input, '--at', String(NOW), '--offline']);
    };
    const open = await ask({ scope: 'read:orders' });
    expect([open.exitCode, open.effect, open.reason, open.gates]).toEqual([3, 'undecided', null, null]);
    expect(open.phases.find(({ phase }) => phase === 'key')).toMatchObject({ status: 'offline' });
    expect(open.phases.find(({ phase }) => phase === 'key')?.detail).toContain('not reached: offline');
    const closed = await ask({ scope: 'other' });
    expect([closed.exitCode, closed.effect, closed.reason]).toEqual([1, 'deny', 'scope_insufficient']);
    expect(closed.causes[0]?.code).toBe('scopes_not_granted');
  });

  test('offline those of the key snapshot beside the policy serve, as old as they are', async () => {
    const iss = 'https://id.acme.dev';
    const file = await bench.folder.place('snapshot/sallyport.jsonc', toRemote(iss));
    const set = { iss, place: 'discovery', body: await staff.jwks(), fetchedAt: NOW - 600 };
    await bench.folder.place('snapshot/.sallyport/keys.json', { version: 1, sets: [set] });
    const input = await bench.folder.place('t.txt', token);
    const report = await explainJson([file, '--request', GET, '--token', input, '--at', String(NOW), '--offline']);
    expect([report.exitCode, report.effect]).toEqual([0, 'allow']);
    expect(report.keys).toMatchObject({ from: 'tier', ageSeconds: 600, state: 'fresh' });
    expect(report.phases.find(({ phase }) => phase === 'key')?.detail).toContain(
      'from the key snapshot, fetched 10 min ago',
    );
  });

  test('offline those of the policy do', async () => {
    expect(await bench.explain(GET, token, '--offline')).toMatchObject({ exitCode: 0, effect: 'allow' });
  });

  test('say where they came from and how old they are', async () => {
    const server = createServer((request, response) => {
      const url = `${issuer.issuer}${request.url}`;
      void issuer
        .fetch(new Request(url))
        .then(async (answer) => response.writeHead(answer.status, [...answer.headers].flat()).end(await answer.text()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = createTestIssuer({ issuer: `http://127.0.0.1:${port}`, audience: API });
    try {
      const file = await bench.folder.place('remote.jsonc', toRemote(issuer.issuer));
      const input = await bench.folder.place('t.txt', await issuer.mint({ scope: 'read:orders' }));
      const report = await explainJson([file, '--request', GET, '--token', input]);
      expect([report.exitCode, report.reason]).toEqual([0, null]);
      expect(report.keys).toMatchObject({ from: 'issuer', state: 'fresh', keyCount: 1 });
      expect(report.keys?.ageSeconds).toBeLessThan(60);
    } finally {
      server.close();
    }
  });
});
