import { createTestFetch, createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { afterEach, expect, test } from 'vitest';
import { listenOnLoopback, serveHandler, startOrigin } from '../../support/loopback.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { acmePolicy } from '../acme.ts';

const AUDIENCE = 'https://api.acme.dev';
const BOUND = 'https://tokens.acme.dev/bound';
const OTHER = 'https://id.partner.dev';

// The Worker that is bound as IDENTITY has everything from the issuer that the test holds.
const IDENTITY = 'export default { fetch: (request, env) => env.ISSUER.fetch(request) };';

const GATEWAY = `
import { createGatewayWorker } from '@sallyport/worker';
export default createGatewayWorker(policy);
`;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

interface Scene {
  readonly workerd: Workerd;
  readonly bound: TestIssuer;
  readonly other: TestIssuer;
  /** Requests that left the Worker by the global `fetch`, by host and path. */
  readonly outside: readonly string[];
  /** What reached the origin. */
  readonly passed: () => number;
  readonly send: (token: string | null) => Promise<{ status: number; retryAfter: number; body: string }>;
}

/** A gateway with one issuer behind a binding and another on the open network, which works only if it is `up`. */
async function startScene(network: 'up' | 'down' = 'down', binding = 'IDENTITY'): Promise<Scene> {
  const bound = createTestIssuer({ issuer: BOUND, audience: AUDIENCE });
  const other = createTestIssuer({ issuer: OTHER, audience: AUDIENCE });
  const issuing = await serveHandler(() => bound.fetch);
  const outside: string[] = [];
  const world = createTestFetch(other);
  const out = await listenOnLoopback(({ headers, url }, response) => {
    outside.push(`${headers.host}${url}`);
    if (network === 'down') return void response.destroy();
    void world(`https://${headers.host}${url}`).then(
      async (answer) => response.writeHead(answer.status).end(await answer.text()),
      () => response.destroy(),
    );
  });
  const origin = await startOrigin();
  const policy = acmePolicy(BOUND, {
    issuers: {
      bound: { issuer: BOUND, audience: AUDIENCE, keys: { binding } },
      other: { issuer: OTHER, audience: AUDIENCE },
    },
  });
  const workerd = await startWorkerd({
    worker: { source: `const policy = ${JSON.stringify(policy)};\n${GATEWAY}` },
    boundWorkers: { IDENTITY },
    services: { ISSUER: `127.0.0.1:${issuing.port}`, ORIGIN: `127.0.0.1:${origin.port}` },
    outbound: `127.0.0.1:${out.port}`,
  });
  stops.push(workerd.stop, issuing.stop, out.stop, origin.stop);
  return {
    ...{ workerd, bound, other, outside },
    passed: () => origin.seen.length,
    send: async (token) => {
      const headers = token === null ? [] : ([['Authorization', `Bearer ${token}`]] as const);
      const { status, headers: answered, body } = await sendRaw(workerd.port, { target: '/items/1', headers });
      return { status, retryAfter: Number(answered.get('retry-after')?.[0]), body };
    },
  };
}

const sendMany = (scene: Scene, count: number, token: string) =>
  Promise.all(Array.from({ length: count }, () => scene.send(token)));

test('a bound Worker serves discovery and keys: tokens verify with no request to the network', async () => {
  const scene = await startScene();
  const answers = await sendMany(scene, 50, await scene.bound.mint());
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(scene.bound.requests).toMatchObject({ metadata: 1, jwks: 1 });
  expect((await scene.send(await scene.bound.mint({}, { key: 'foreign' }))).status).toBe(401);
  expect((await scene.send(null)).status).toBe(401);
  expect(scene.outside).toEqual([]);
  expect(scene.passed()).toBe(50);
});

test('keys rotated behind the binding are found by a forced fetch through it', async () => {
  const scene = await startScene();
  expect((await scene.send(await scene.bound.mint())).status).toBe(200);
  scene.bound.rotate();
  // A set younger than 6 s answers for every unknown kid.
  const token = await scene.bound.mint();
  expect((await scene.send(token)).status).toBe(401);
  await new Promise((resolve) => setTimeout(resolve, 6_100));
  expect((await scene.send(token)).status).toBe(200);
  expect(scene.bound.requests.jwks).toBe(2);
  expect(scene.outside).toEqual([]);
});

test.each(['metadata', 'jwks'] as const)(
  'a bound Worker that hangs over %s is 503 for everyone at the deadline, after one request',
  async (endpoint) => {
    const scene = await startScene();
    scene.bound.fail('hang', endpoint);
    const startedAtMs = performance.now();
    const answers = await sendMany(scene, 20, await scene.bound.mint());
    const tookMs = performance.now() - startedAtMs;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    for (const { retryAfter } of answers) expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(tookMs).toBeGreaterThan(2_900);
    // Less than two deadlines, with what a busy machine adds.
    expect(tookMs).toBeLessThan(12_000);
    expect(scene.bound.requests[endpoint]).toBe(1);
    expect([scene.outside, scene.passed()]).toEqual([[], 0]);
  },
);

test('a binding that is missing is 503, with no request to the network in its place', async () => {
  const scene = await startScene('up', 'GONE');
  const answer = await scene.send(await scene.bound.mint());
  expect([answer.status, answer.retryAfter >= 1]).toEqual([503, true]);
  expect([scene.outside, scene.passed()]).toEqual([[], 0]);
  expect(scene.workerd.output()).toContain('binding_missing');
  // It takes nobody else down.
  expect((await scene.send(await scene.other.mint())).status).toBe(200);
});

test.each(['metadata', 'jwks'] as const)('a redirect of the bound Worker over %s is refused', async (endpoint) => {
  const scene = await startScene('up');
  scene.bound.fail('redirect', endpoint);
  expect((await scene.send(await scene.bound.mint())).status).toBe(503);
  // Metadata has two places; a followed redirect would come back to the same one.
  expect(scene.bound.requests[endpoint]).toBe(endpoint === 'metadata' ? 2 : 1);
  expect([scene.outside, scene.passed()]).toEqual([[], 0]);
  expect(scene.workerd.output()).toContain('redirect');
});

test('the keys behind the binding verify for their issuer only, and nobody else’s verify for it', async () => {
  const scene = await startScene('up');
  const [boundKey] = (await scene.bound.jwks()).keys;
  const [otherKey] = (await scene.other.jwks()).keys;
  expect((await scene.send(await scene.bound.mint())).status).toBe(200);
  expect((await scene.send(await scene.other.mint())).status).toBe(200);
  for (const token of [
    await scene.bound.mint({ iss: OTHER }),
    await scene.bound.mint({ iss: OTHER }, { header: { kid: otherKey?.kid } }),
    await scene.other.mint({ iss: BOUND }),
    await scene.other.mint({ iss: BOUND }, { header: { kid: boundKey?.kid } }),
  ]) {
    expect((await scene.send(token)).status).toBe(401);
  }
  expect(scene.passed()).toBe(2);
  expect(scene.outside.every((url) => url.startsWith('id.partner.dev/'))).toBe(true);
});
