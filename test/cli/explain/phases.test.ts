import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, createBench, GET, NOW, own, swap } from './bench.ts';
import { runExplain, toWords } from './run.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.folder.remove());

describe('phases', () => {
  test('after the one that failed say how they would have gone', async () => {
    const expired = await own({ scope: 'read:orders', exp: NOW - 60 });
    expect(toWords(await bench.explain(GET, expired))).toEqual({
      ...{ route: 'passed', extract: 'passed', decode: 'passed', issuer: 'passed', key: 'passed' },
      ...{ signature: 'passed', claims: 'failed', binding: 'would pass', revocation: 'not_asked' },
      requirement: 'would pass',
    });
    const forged = swap(await own({ scope: 'other', exp: NOW - 60 }));
    expect(toWords(await bench.explain(GET, forged))).toMatchObject({
      ...{ key: 'passed', signature: 'failed', claims: 'would fail', requirement: 'would fail' },
    });
  });

  test('of a token in a request that no route takes are rehearsed all the same', async () => {
    const words = toWords(await bench.explain('GET /nowhere', await own({})));
    expect(words).toMatchObject({
      route: 'failed',
      extract: 'would pass',
      signature: 'would pass',
      claims: 'would pass',
    });
    expect(words.requirement).toBe('unknown');
  });

  test('of a header without its scheme are those of the token that was meant', async () => {
    const words = toWords(await bench.explain(GET, `Authorization: ${await own({ scope: 'read:orders' })}`));
    expect(words).toMatchObject({
      extract: 'failed',
      decode: 'would pass',
      signature: 'would pass',
      requirement: 'would pass',
    });
  });

  test('are not asked for on a public route, nor of a stranger on an optional one', async () => {
    for (const request of ['GET /health', 'GET /feed']) {
      const report = await bench.explain(request, null);
      expect([report.exitCode, report.effect, report.causes, report.fix]).toEqual([0, 'allow', [], null]);
      expect(new Set(Object.values(toWords(report)).slice(1))).toEqual(new Set(['not_asked']));
    }
  });
});

describe('an allow', () => {
  test('passes every phase, names the rule by its place and the keys by theirs, and exits 0', async () => {
    const report = await bench.explain(GET, await own({ scope: 'read:orders' }));
    expect(report.exitCode).toBe(0);
    expect(report.phases.filter(({ status }) => status !== 'passed').map(({ phase }) => phase)).toEqual(['revocation']);
    expect(report.rule).toMatchObject({ route: 'GET /orders/:id', access: 'requirement', file: bench.policy });
    expect(report.rule?.line).toBeGreaterThan(1);
    expect(report.keys).toMatchObject({ iss: 'https://id.acme.dev', from: 'policy', state: 'inline', keyCount: 1 });
    expect(report.gates).toMatchObject({
      edge: { status: 200, challenge: null, body: null },
      apiGateway: { kind: 'rest-token', status: 200, by: 'authorizer', reason: null },
    });
    expect(report.at).toBe(new Date(NOW * 1000).toISOString());
  });

  test('masks personal claims unless they are asked for', async () => {
    const token = await own({ scope: 'read:orders', email: 'ada@acme.dev' });
    const masked = await bench.explain(GET, token);
    expect(masked.claims).toMatchObject({
      verified: true,
      values: { sub: '(masked, 3 characters)', scope: 'read:orders' },
    });
    expect(JSON.stringify(masked)).not.toContain('ada@acme.dev');
    const whole = await bench.explain(GET, token, '--show-claims');
    expect(whole.claims?.values).toMatchObject({ sub: 'ada', email: 'ada@acme.dev' });
  });

  test('is told to people without colours where there is no terminal', async () => {
    const file = await bench.folder.place('token.txt', await own({ scope: 'read:orders' }));
    const run = await runExplain([bench.policy, '--request', GET, '--token', file, '--at', String(NOW)]);
    expect([run.exitCode, run.stdout]).toEqual([0, '']);
    expect(run.stderr).toMatch(/^ALLOW 200 {2}GET \/orders\/1\n/);
    expect(run.stderr).toContain('✔ signature');
    expect(run.stderr).not.toContain('\u001b');
  });
});
