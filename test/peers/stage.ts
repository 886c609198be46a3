/**
 * Runs one row: for each contender that it has an expectation for, a fresh server, fresh keys and a stopped clock.
 */
import { mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { CONTENDERS } from './contenders/all.ts';
import { startKeyServer } from './key-server.ts';
import type { Contender, MeasuredRow, Name, Row, Value } from './row.ts';
import { createSigner, START_MS } from './signer.ts';

/** Measures a row for each contender. Real loopback, virtual `Date`. */
export async function runRow(row: Row): Promise<MeasuredRow> {
  const values = new Map<Name, Value>();
  for (const contender of CONTENDERS) {
    if (row.expected[contender.name] === undefined) continue;
    values.set(contender.name, await measure(row, contender));
  }
  return { row, values };
}

async function measure(row: Row, contender: Contender): Promise<Value> {
  mock.timers.enable({ apis: ['Date'], now: START_MS });
  const printed: string[] = [];
  const print = (...said: readonly unknown[]): void => void printed.push(inspect(said));
  const muted = [mock.method(console, 'warn', print), mock.method(console, 'error', print)];
  const server = await startKeyServer(row.server);
  const signer = createSigner('at+jwt');
  server.publish(signer.key.jwk);
  try {
    return await row.measure({
      ...{ contender, server, signer, printed },
      guard: (profile) => contender.create({ jwksUrl: server.jwksUrl, profile }),
      pass: async (seconds) => {
        mock.timers.setTime(Date.now() + seconds * 1000);
        if (contender.waitsBy === 'timers' && row.timers === 'waited') await sleep(seconds * 1000);
      },
    });
  } finally {
    for (const method of muted) method.mock.restore();
    mock.timers.reset();
    await server.stop();
  }
}
