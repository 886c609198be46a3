/**
 * Sends 1 GiB up and 1 GiB down through the gateway in workerd, and fails where workerd's memory grows with it or a
 * byte is lost.
 *
 * Usage: node --conditions=source scripts/check-streams.mjs [--megabytes N]
 */
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createPattern, digestStream } from '../test/support/byte-pattern.ts';
import { readResidentBytes } from '../test/support/resident-memory.ts';
import { startStage } from '../test/worker/raw/stage.ts';
import { runSteps } from './steps.mjs';

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1024' } } });
const MEGABYTE = 1024 * 1024;
const total = Number(values.megabytes) * MEGABYTE;
const GROWTH_MEGABYTES = 128;

const stage = await startStage({
  reach: 'url',
  answers: {
    '/items/down': (_incoming, outgoing) => {
      outgoing.writeHead(200, { 'Content-Length': total });
      createPattern(total).pipe(outgoing);
    },
    '/items/down-chunked': (_incoming, outgoing) => void createPattern(total).pipe(outgoing),
    '/items/up': async (incoming, outgoing) => void outgoing.end(await digestStream(incoming)),
  },
});
const expected = await digestStream(createPattern(total));

/** Sends a request through the gate; answers with the digest of the answer's body, or with its text. */
async function exchange(path, framing, pauseMs) {
  const [name, value] = await stage.bearer();
  const upload = framing !== undefined;
  return new Promise((resolve, reject) => {
    const headers = { [name]: value, ...(framing === 'length' ? { 'Content-Length': total } : {}) };
    const options = { port: stage.workerd.port, host: '127.0.0.1', path, headers, method: upload ? 'POST' : 'GET' };
    const sent = request(options, async (answer) => {
      try {
        // Meanwhile the origin goes on sending, as fast as anybody takes it.
        await setTimeout(pauseMs);
        resolve(upload ? String(Buffer.concat(await answer.toArray())) : await digestStream(answer));
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject);
    if (upload) createPattern(total).pipe(sent);
    else sent.end();
  });
}

/** Runs an exchange while it watches workerd; throws where a byte differs or memory grows too far. */
async function measure(path, { framing, pauseMs = 0 } = {}) {
  const { pid } = stage.workerd;
  // The first request loads keys and code.
  await stage.send({ target: '/items/1', headers: [await stage.bearer()] });
  const before = await readResidentBytes(pid);
  let peak = before;
  const watch = setInterval(async () => {
    peak = Math.max(peak, await readResidentBytes(pid));
  }, 50);
  const began = performance.now();
  const got = await exchange(path, framing, pauseMs).finally(() => clearInterval(watch));
  const seconds = (performance.now() - began) / 1000;
  if (got !== expected) throw new Error(`sent ${expected}, got ${got}`);
  const grown = (Math.max(peak, await readResidentBytes(pid)) - before) / MEGABYTE;
  const told = `workerd at ${(before / MEGABYTE).toFixed(0)} MiB grew by ${grown.toFixed(1)} MiB`;
  if (grown > GROWTH_MEGABYTES) throw new Error(`${told}, more than ${GROWTH_MEGABYTES} MiB`);
  return `${told}, ${(total / MEGABYTE / seconds).toFixed(0)} MiB/s`;
}

try {
  const size = `${values.megabytes} MiB`;
  await runSteps([
    [`${size} down, of known length`, () => measure('/items/down')],
    [`${size} down, chunked`, () => measure('/items/down-chunked')],
    [`${size} down, to a client that waits`, () => measure('/items/down', { pauseMs: 3000 })],
    [`${size} up, of known length`, () => measure('/items/up', { framing: 'length' })],
    [`${size} up, chunked`, () => measure('/items/up', { framing: 'chunked' })],
  ]);
} finally {
  await stage.stop();
}
