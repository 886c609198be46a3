/** The cold burst on the real workerd, where a promise that is shared between requests dies with its owner. */
import { measureOnWorkerd, type WorkerdStage } from './contenders/on-workerd.ts';
import type { MeasuredRow, Row } from './row.ts';

const REQUESTS = 100;

const row: Row = {
  id: 'cold-burst-workerd',
  title: 'fetches for 100 concurrent requests, cold, on workerd',
  note: 'Every option set. The issuer takes 400 ms. The workerd that wrangler pins; the others do not run there or fetch no keys.',
  measure: () => Promise.reject(new Error('measured by runWorkerdBurst')),
  expected: { sallyport: 1, jose: 100, 'hono/jwk': 100 },
};

/** Measures the burst for each contender that runs on workerd. */
export async function runWorkerdBurst(): Promise<MeasuredRow> {
  return { row, values: await measureOnWorkerd({ delayMs: 400 }, countFetches) };
}

async function countFetches({ server, signer, workerd }: WorkerdStage): Promise<number> {
  const headers = { authorization: `Bearer ${signer.token()}` };
  const ask = async (): Promise<number> => (await fetch(`${workerd.origin}/secure`, { headers })).status;
  const statuses = await Promise.all(Array.from({ length: REQUESTS }, ask));
  const failed = statuses.filter((status) => status !== 200);
  if (failed.length > 0) throw new Error(`${failed.length} of ${REQUESTS} answered ${failed[0]}:\n${workerd.output()}`);
  return server.fetches();
}
