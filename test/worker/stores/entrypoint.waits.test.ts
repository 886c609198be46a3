/** The gateway asks its own cached export for keys, in the real workerd: one request to the issuer, whatever happens. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { toRequestText } from '../../support/raw-http.ts';
import { type Stage, type StageOptions, startStage } from './stage.ts';

let stage: Stage;
// Each test needs an isolate that has fetched nothing.
const start = async (options?: StageOptions): Promise<Stage> => {
  stage = await startStage(options);
  return stage;
};
afterEach(() => stage?.stop());

async function sendMany(count: number, token: string): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => stage.send(token)));
  return answers.map(({ status }) => status);
}

const THROUGH_ENTRYPOINT = ['entrypoint: machines metadata', 'entrypoint: machines keys'];
const FLAGS = [
  ['as promises are shared today', []],
  ['as they were shared before', ['no_handle_cross_request_promise_resolution']],
] as const;

describe.each(FLAGS)('with the export, %s', (_, compatibilityFlags) => {
  test('100 concurrent cold requests cost one fetch, which the entrypoint makes', async () => {
    const { machines, partners, asked } = await start({ compatibilityFlags });
    machines.fail('slow');
    expect(await sendMany(100, await machines.mint())).toEqual(Array(100).fill(200));
    expect(asked).toEqual(THROUGH_ENTRYPOINT);
    expect(await sendMany(5, await partners.mint())).toEqual(Array(5).fill(200));
    expect(asked).toEqual([...THROUGH_ENTRYPOINT, 'entrypoint: partners keys']);
  });

  test('an issuer that hangs is 503 for everyone at about one deadline, after one fetch', async () => {
    const { partners, asked } = await start({ compatibilityFlags });
    partners.fail('hang');
    const token = await partners.mint();
    const startedAtMs = performance.now();
    expect(await sendMany(50, token)).toEqual(Array(50).fill(503));
    const tookMs = performance.now() - startedAtMs;
    expect(tookMs).toBeGreaterThan(2_900);
    // About one deadline, with what a busy machine adds; that nobody waited for a second one is counted below.
    expect(tookMs).toBeLessThan(12_000);
    expect(asked).toEqual(['entrypoint: partners keys']);
  });

  test('the first client’s reset harms nobody', async () => {
    const { workerd, machines, asked } = await start({ compatibilityFlags });
    machines.fail('slow', 'jwks');
    const token = await machines.mint();
    const leader = connect(workerd.port, '127.0.0.1');
    await once(leader, 'connect');
    leader.write(toRequestText({ target: '/items/1', headers: [['Authorization', `Bearer ${token}`]] }));
    await expect.poll(() => asked.length).toBe(2);
    const waiting = sendMany(10, token);
    // A plain close goes unnoticed locally; a reset ends the leader's request.
    leader.resetAndDestroy();
    expect(await waiting).toEqual(Array(10).fill(200));
    expect(await sendMany(3, token)).toEqual([200, 200, 200]);
    expect(asked.filter((line) => line.endsWith(' keys')).length).toBeLessThanOrEqual(2);
  });
});

describe('with the export', () => {
  test.each(['middleware', 'a gateway made before any request'] as const)(
    '%s finds it among the exports, which are empty when it is made',
    async (front) => {
      const { partners, asked } = await start({ front });
      expect(await sendMany(20, await partners.mint())).toEqual(Array(20).fill(200));
      expect(asked).toEqual(['entrypoint: partners keys']);
    },
  );

  test('an issuer that answers 500 is 503 for everyone, after one fetch', async () => {
    const { partners, asked } = await start();
    partners.fail('status500');
    const token = await partners.mint();
    expect(await sendMany(20, token)).toEqual(Array(20).fill(503));
    const { headers } = await stage.send(token);
    expect(Number(headers.get('retry-after')?.[0])).toBeGreaterThanOrEqual(1);
    expect(headers.has('www-authenticate')).toBe(false);
    expect(asked).toEqual(['entrypoint: partners keys']);
  });

  test('an issuer that is back is asked again through the entrypoint', async () => {
    const { partners, asked } = await start();
    partners.fail('status500');
    const token = await partners.mint();
    expect((await stage.send(token)).status).toBe(503);
    partners.fail(null);
    expect((await stage.send(token, { headers: [['X-Ahead-Ms', '5000']] })).status).toBe(200);
    expect(asked).toEqual(['entrypoint: partners keys', 'entrypoint: partners keys']);
  });

  test('an unknown kid goes straight to the issuer: a cached answer cannot know it', async () => {
    const { partners, asked } = await start();
    expect((await stage.send(await partners.mint())).status).toBe(200);
    partners.rotate();
    const rotated = await partners.mint();
    expect((await stage.send(rotated, { headers: [['X-Ahead-Ms', '10000']] })).status).toBe(200);
    expect(asked).toEqual(['entrypoint: partners keys', 'gate: partners keys']);
  });

  test('keys of the policy are asked of nobody', async () => {
    const { inline, asked } = await start();
    expect((await stage.send(await inline.mint())).status).toBe(200);
    expect(asked).toEqual([]);
  });

  test('a token that keys refuse stays refused', async () => {
    const { partners, machines } = await start();
    expect((await stage.send(await partners.mint({}, { key: 'foreign' }))).status).toBe(401);
    expect((await stage.send(await machines.mint({ iss: partners.issuer }))).status).toBe(401);
    expect((await stage.send(await partners.mint())).status).toBe(200);
  });
});

describe('the gate asks the issuer itself', () => {
  const answering = (code: string): string => `export const SallyportKeys = { async fetch() { ${code} } };`;
  test.each([
    ['without the export', ''],
    ['where an export of another name has keys', answering('return new Response()').replace('SallyportKeys', 'Keys')],
    ['where the export cannot be fetched from', 'export const SallyportKeys = { async scheduled() {} };'],
    ['where it throws', answering(`throw new Error('broken')`)],
    ['where it answers HTML', answering(`return new Response('<!doctype html>')`)],
    ['where it answers 500', answering(`return new Response(null, { status: 500 })`)],
    ['where it answers 404', answering(`return new Response(null, { status: 404 })`)],
    ['where it answers a set without keys', answering('return Response.json({ body: {}, fetchedAtMs: Date.now() })')],
    ['where it never answers', answering('await new Promise(() => {})')],
    ['where it answers too late', answering('await scheduler.wait(60_000)')],
    [
      'where its body never ends',
      answering('const { readable } = new TransformStream(); return new Response(readable)'),
    ],
  ])('%s', async (_, exported) => {
    const { partners, asked } = await start({ exported });
    expect(await sendMany(10, await partners.mint())).toEqual(Array(10).fill(200));
    expect(asked).toEqual(['gate: partners keys']);
  });
});
