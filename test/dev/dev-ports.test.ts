import { expect, test } from 'vitest';
import { findPorts } from '../../packages/dev/src/server/dev-ports.ts';

const ANY = { worker: 0, issuer: 0, apiGateway: 0, playground: 0 };

test.each([
  [[], ['issuer', 'worker']],
  [['playground'], ['issuer', 'playground', 'worker']],
  [
    ['apiGateway', 'playground'],
    ['apiGateway', 'issuer', 'playground', 'worker'],
  ],
] as const)('with %j beside them, ports are found for %j alone', async (further, names) => {
  const ports = await findPorts(ANY, further);
  expect(Object.keys(ports).toSorted()).toEqual(names);
  expect(new Set(Object.values(ports)).size).toBe(names.length);
});
