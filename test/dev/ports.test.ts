import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findPort, PortTakenError } from '../../packages/dev/src/server/ports.ts';

test('a busy default moves on to the next free port, one asked for does not', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const busy = typeof address === 'object' && address ? address.port : 0;
  const next = await findPort(busy, 'default', new Set());
  expect(next).toBeGreaterThan(busy);
  await expect(findPort(busy, 'exactly', new Set())).rejects.toThrow(PortTakenError);
  expect(await findPort(busy, 'default', new Set([next]))).toBeGreaterThan(next);
  server.close();
});

test('port 0 is any free one', async () => {
  expect(await findPort(0, 'exactly', new Set())).toBeGreaterThan(0);
});
