import { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ProgressReader, withProgress } from '../../../packages/cli/src/report/progress.ts';
import { writeLine, writeOut } from '../../../packages/cli/src/terminal.ts';

const CLEAR = '\r\u001b[K';
let written: string;
const state: { stream: 'terminal' | 'log' } = { stream: 'terminal' };

/** What a terminal would show of the last row. */
const row = (): string => written.split('\n').at(-1)?.split(CLEAR).at(-1) ?? '';

beforeEach(() => {
  written = '';
  state.stream = 'terminal';
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  for (const name of ['CI', 'FORCE_COLOR']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm');
  Object.defineProperty(process.stderr, 'isTTY', { configurable: true, get: () => state.stream === 'terminal' });
  Object.defineProperty(process.stderr, 'columns', { configurable: true, get: () => 60 });
  // A test's own stream is no terminal: Node's judgement of one is borrowed.
  const getColorDepth = () => WriteStream.prototype.getColorDepth.call(process.stderr as WriteStream, process.env);
  Object.defineProperty(process.stderr, 'getColorDepth', { configurable: true, value: getColorDepth });
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  Reflect.deleteProperty(process.stderr, 'isTTY');
  Reflect.deleteProperty(process.stderr, 'columns');
  Reflect.deleteProperty(process.stderr, 'getColorDepth');
});

const work = (afterMs: number) => (): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('done'), afterMs));
const wait = async (reader: ProgressReader, afterMs: number, text = 'asking'): Promise<string> => {
  const waited = withProgress(text, reader, work(afterMs));
  await vi.advanceTimersByTimeAsync(afterMs);
  return waited;
};

describe('work of less than a second', () => {
  test.each(['terminal', 'log'] as const)('is silent: %s', async (kind) => {
    state.stream = kind;
    expect(await wait('people', 999)).toBe('done');
    expect(written).toBe('');
  });
});

describe('at a terminal', () => {
  test('one row is rewritten each second, and gone at the end', async () => {
    const waited = withProgress('asking', 'people', work(3_500));
    const rows: string[] = [];
    for (let second = 1; second <= 3; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      rows.push(row());
    }
    expect(rows).toEqual(['asking ... 1 s', 'asking ... 2 s', 'asking ... 3 s']);
    await vi.advanceTimersByTimeAsync(500);
    await waited;
    expect([row(), written.includes('\n')]).toEqual(['', false]);
  });

  test('is gone also where the work fails, and writes nothing after that', async () => {
    const failing = withProgress('asking', 'people', async () => {
      await work(1_500)();
      throw new RangeError('no');
    });
    failing.catch(() => {});
    await vi.advanceTimersByTimeAsync(1_500);
    await expect(failing).rejects.toThrow(RangeError);
    expect(row()).toBe('');
    const before = written;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(written).toBe(before);
  });

  test('other lines stand above it, whole', async () => {
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    const waited = withProgress('asking', 'people', work(2_500));
    await vi.advanceTimersByTimeAsync(1_000);
    writeLine('key refused');
    await writeOut('{"effect":"deny"}\n');
    expect(row()).toBe('asking ... 1 s');
    await vi.advanceTimersByTimeAsync(1_500);
    await waited;
    out.mockRestore();
    const shown = written.split('\n').map((line) => line.split(CLEAR).at(-1));
    expect(shown).toEqual(['key refused', '{"effect":"deny"}', '']);
  });

  test('work that never waits tells how far it is, no more than ten times a second', async () => {
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    await withProgress('deciding', 'people', async ({ tell }) => {
      for (nowMs = 1; nowMs <= 4_000; nowMs += 1) tell(`${nowMs} of 4000`);
    });
    const pictures = written.split(CLEAR).filter((text) => text.startsWith('deciding'));
    expect(pictures[0]).toBe('deciding ... 1000 of 4000, 1 s');
    expect(pictures.length).toBeGreaterThan(25);
    expect(pictures.length).toBeLessThanOrEqual(31);
    expect(row()).toBe('');
  });

  test('a text of somebody else neither wraps nor moves the cursor', async () => {
    await wait('people', 1_500, `asking \u001b[2J\n${'x'.repeat(200)}`);
    const [first = ''] = written.split(CLEAR);
    expect(first).toMatch(/^asking \\u001b\[2J\\u000ax+$/);
    expect(first.length).toBe(59);
  });
});

test('work that computes without a pause is told of before it starts', async () => {
  let seen = '';
  const compute = async (): Promise<void> => {
    seen = row();
  };
  await withProgress('searching', 'people', compute, 'start');
  expect([seen, row()]).toEqual(['searching ...', '']);
  await withProgress('searching', 'machines', compute, 'start');
  expect(seen).toBe('');
});

describe('elsewhere', () => {
  test.each<[string, () => void]>([
    ['a log', () => void Object.assign(state, { stream: 'log' })],
    ['a dumb terminal', () => vi.stubEnv('TERM', 'dumb')],
    ['the terminal of a CI job', () => vi.stubEnv('CI', 'true')],
  ])('%s gets one plain line', async (_, change) => {
    change();
    await wait('people', 10_000);
    expect(written).toBe('asking ...\n');
  });

  test('machines get nothing, and neither does a log by output that counts', async () => {
    await wait('machines', 10_000);
    state.stream = 'log';
    await wait('machines', 10_000);
    await wait('terminal', 10_000);
    expect(written).toBe('');
    state.stream = 'terminal';
    await wait('terminal', 1_500);
    expect(written).toContain('asking ... 1 s');
  });

  test('colours follow NO_COLOR', async () => {
    await wait('people', 1_500);
    // The one sequence left clears the row.
    expect(written.replaceAll(CLEAR, '')).not.toContain('\u001b');
    vi.stubEnv('NO_COLOR', undefined);
    await wait('people', 1_500);
    expect(written.replaceAll(CLEAR, '')).toContain('\u001b[2masking ... 1 s');
  });
});
