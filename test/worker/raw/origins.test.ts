import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RecordingOrigin, startOrigin } from '../../support/loopback.ts';
import { type Stage, startStage } from './stage.ts';

describe.each([
  ['the binding ORIGIN', 'binding', 'gate.acme.dev'],
  ['ORIGIN_URL', 'url', null],
] as const)('origins by path prefix, and %s for the rest', (_name, reach, hostOfRest) => {
  let stage: Stage;
  let orders: RecordingOrigin;
  let europe: RecordingOrigin;
  const answering = (name: string) => startOrigin({ '/items/who': (_incoming, outgoing) => outgoing.end(name) });

  beforeAll(async () => {
    [orders, europe] = await Promise.all([answering('orders'), answering('europe')]);
    const origins = { '/items/orders': orders.origin, '/items/orders/eu': europe.origin };
    stage = await startStage({ reach, sections: { worker: { origins } } });
  });
  afterAll(() => Promise.all([stage?.stop(), orders?.stop(), europe?.stop()]));

  /** Who has seen a request, and as what. */
  async function ask(target: string, token: 'with' | 'without' = 'with'): Promise<string[]> {
    const all = { orders, europe, rest: stage.origin };
    const before = Object.values(all).map(({ seen }) => seen.length);
    const headers = token === 'with' ? [await stage.bearer()] : [];
    await stage.send({ target, headers });
    return Object.entries(all).flatMap(([name, { seen }], index) =>
      seen.slice(before[index]).map(({ url, headers: sent }) => {
        const host = new Map(sent).get('host');
        const own = [orders, europe, stage.origin].find(({ port }) => host === `127.0.0.1:${port}`);
        return `${name} ${url} ${own === undefined ? host : 'own host'}`;
      }),
    );
  }

  test('the longest prefix of whole segments has the request, nobody else sees it', async () => {
    expect(await ask('/items/orders')).toEqual(['orders /items/orders own host']);
    expect(await ask('/items/orders/1?x=1')).toEqual(['orders /items/orders/1?x=1 own host']);
    expect(await ask('/items/orders/eu/1')).toEqual(['europe /items/orders/eu/1 own host']);
    expect(await ask('/items/orders/europe')).toEqual(['orders /items/orders/europe own host']);
    const rest = hostOfRest ?? 'own host';
    expect(await ask('/items/ordersx')).toEqual([`rest /items/ordersx ${rest}`]);
    expect(await ask('/items/1')).toEqual([`rest /items/1 ${rest}`]);
  });

  test('another spelling of a path goes where the path goes', async () => {
    expect(await ask('/items/%6frders/%65u')).toEqual(['europe /items/orders/eu own host']);
    expect(await ask('/items/orders/../1')).toEqual([]);
    expect(await ask('/items/orders%2feu')).toEqual([]);
  });

  test('a denied request goes to none of them', async () => {
    expect(await ask('/items/orders/1', 'without')).toEqual([]);
    expect(await ask('/nowhere')).toEqual([]);
  });
});
