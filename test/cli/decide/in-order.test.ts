import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { workInOrder } from '../../../packages/cli/src/decide/in-order.ts';

async function* count(to: number): AsyncGenerator<number> {
  for (let index = 0; index < to; index += 1) yield index;
}

test('hands results on in the order of the stream, whichever is done first', async () => {
  const taken: number[] = [];
  await workInOrder(
    count(200),
    async (item) => {
      await sleep(item % 7);
      return item;
    },
    async (item) => {
      taken.push(item);
    },
  );
  expect(taken).toEqual(Array.from({ length: 200 }, (_, index) => index));
});

test('a result is taken before the next item arrives', async () => {
  let announce: (item: number) => void = () => {};
  async function* converse(): AsyncGenerator<number> {
    for (let index = 0; index < 3; index += 1) {
      const answered = new Promise<number>((resolve) => {
        announce = resolve;
      });
      yield index;
      expect(await answered).toBe(index);
    }
  }
  await workInOrder(
    converse(),
    async (item) => item,
    async (item) => announce(item),
  );
});

describe('bounds', () => {
  test('reads no further while its results wait to be taken', async () => {
    let begun = 0;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done = workInOrder(
      count(1000),
      async () => {
        begun += 1;
      },
      () => held,
    );
    await sleep(20);
    expect(begun).toBe(32);
    release();
    await done;
    expect(begun).toBe(1000);
  });
});

test('a failure ends the work and is thrown once, even while others are under way', async () => {
  const taken: number[] = [];
  const work = workInOrder(
    count(1000),
    async (item) => {
      if (item === 5) throw new Error('five');
      await sleep(1);
      return item;
    },
    async (item) => {
      taken.push(item);
    },
  );
  await expect(work).rejects.toThrow('five');
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});
