import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAddresses } from '../../../packages/cli/src/dev/address-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-addresses-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const read = () => readFile(join(folder, 'dev.json'), 'utf8').catch(() => null);
const LATER = { worker: 2, issuer: 1, apiGateway: 3 };

async function startIssuer(): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const server = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

test('the addresses are gone when dev ends', async () => {
  const forget = await writeAddresses(LATER, folder);
  expect(await read()).toContain('"issuer": "http://127.0.0.1:1"');
  await forget();
  expect(await read()).toBeNull();
});

test('a second dev in the folder hands the addresses back to the first, which still answers', async () => {
  const first = await startIssuer();
  const forgetFirst = await writeAddresses({ ...LATER, issuer: first.port }, folder);
  const written = await read();
  const forgetSecond = await writeAddresses(LATER, folder);
  await forgetSecond();
  expect(await read()).toBe(written);
  await first.stop();
  await forgetFirst();
  expect(await read()).toBeNull();
});

test('the addresses of a dev that answers no more are not handed back', async () => {
  const first = await startIssuer();
  await writeAddresses({ ...LATER, issuer: first.port }, folder);
  await first.stop();
  const forgetSecond = await writeAddresses(LATER, folder);
  await forgetSecond();
  expect(await read()).toBeNull();
});

test('the first dev to end leaves the addresses of a later one alone', async () => {
  const forgetFirst = await writeAddresses({ ...LATER, issuer: 4 }, folder);
  await writeAddresses(LATER, folder);
  const later = await read();
  await forgetFirst();
  expect(await read()).toBe(later);
});
