/**
 * One cold start: a fresh process imports a bundle, decides one event, and says how long that took since it started,
 * by the clock and in processor time, which a busy machine distorts less.
 *
 * Requests are counted as long as the process lives, by the two clients that Node has; they never leave it.
 */
import { subscribe } from 'node:diagnostics_channel';

const [bundle, text] = process.argv.slice(2);
let requests = 0;
const count = () => {
  requests += 1;
};
subscribe('http.client.request.start', count);
subscribe('undici:request:create', count);

if (bundle === undefined || text === undefined) {
  report({ ms: performance.now(), cpuMs: readCpuMs(), importMs: 0, outcome: null });
} else {
  const importing = performance.now();
  const { handler } = await import(bundle);
  const imported = performance.now();
  const outcome = await decide(handler, JSON.parse(text));
  const ms = performance.now();
  const cpuMs = readCpuMs();
  // Work that the decision left behind would ask for keys now.
  setTimeout(() => report({ ms, cpuMs, importMs: imported - importing, outcome }), 25);
}

/**
 * @param {(event: unknown, context: unknown) => Promise<any>} handler
 * @param {{ methodArn: string }} event
 */
async function decide(handler, event) {
  try {
    const { policyDocument } = await handler(event, { awsRequestId: 'request' });
    const isAllowed = policyDocument.Statement.some(({ Effect }) => Effect === 'Allow');
    return isAllowed ? 'allow' : 'deny';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readCpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {{ ms: number, cpuMs: number, importMs: number, outcome: string | null }} measured */
function report(measured) {
  process.stderr.write(JSON.stringify({ ...measured, requests }));
}
