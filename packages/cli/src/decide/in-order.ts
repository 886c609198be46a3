/**
 * Works on several items of a stream at once and hands the results on in the stream's order.
 */

/** How many items are under way at once: enough to keep every core verifying, few enough to hold in memory. */
const WIDTH = 32;

/**
 * Resolves when every result was taken. A result is taken as soon as it and all before it are there, so that whoever
 * sends one line and waits gets its answer; the stream is not read further while `WIDTH` are under way.
 *
 * @param take - Takes one result at a time; the next waits for it.
 */
export async function workInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  take: (result: Result) => Promise<void>,
): Promise<void> {
  const underway: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  for await (const item of items) {
    last = Promise.all([work(item), last]).then(([result]) => take(result));
    // A failure is thrown where it is awaited, below; until then it must not count as unhandled.
    last.catch(() => {});
    underway.push(last);
    if (underway.length === WIDTH) await underway.shift();
  }
  await last;
}
