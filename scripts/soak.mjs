/**
 * Sends mixed traffic through the gateway in workerd to an Express origin while keys rotate and the issuer fails, and
 * checks every answer: fails on a wrong allow, a wrong deny, a 500 or a 503, and where memory grows.
 *
 * Usage: node --conditions=source scripts/soak.mjs [--minutes N] [--connections N]
 */
import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTestIssuer } from '@sallyport/core/testing';
import { serveHandler } from '../test/support/loopback.ts';
import { readResidentBytes } from '../test/support/resident-memory.ts';
import { startWorkerd } from '../test/support/workerd.ts';
import { acmePolicy } from '../test/worker/acme.ts';
import { KIND_HEADER, startSoakOrigin } from './soak/origin.mjs';
import { playTimeline } from './soak/timeline.mjs';
import { createTokens } from './soak/tokens.mjs';
import { ALLOWED_KINDS, judge, nextRequest } from './soak/traffic.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, connections: { type: 'string', default: '16' } },
});
const durationMs = Number(values.minutes) * 60_000;
const connections = Number(values.connections);
if (!(durationMs >= 60_000) || !(connections >= 1)) throw new Error('a soak takes a minute at least');

const AUDIENCE = 'https://api.acme.dev';
/** The most that workerd may hold at any time: it takes pages for its heap, up to about 220 MiB, and keeps them. */
const CEILING_MEGABYTES = 320;
/** It has them all after so many requests; from there to the end memory may grow by this. */
const SETTLED_REQUESTS = 100_000;
const GROWTH_MEGABYTES = 32;
/** Beside the gateway: makes the engine collect. */
const COLLECT_PATH = '/soak-collects-garbage';
const toMegabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);

let issuer;
const issuing = await serveHandler((origin) => {
  issuer = createTestIssuer({ issuer: origin, audience: AUDIENCE, cacheControl: 'public, max-age=60' });
  return issuer.fetch;
});
const origin = await startSoakOrigin(ALLOWED_KINDS);
const sections = { worker: { identityHeaders: { 'X-User-Id': 'subject' } } };
const policy = JSON.stringify(acmePolicy(issuer.issuer, sections));
const workerd = await startWorkerd({
  worker: {
    source: `import { createGatewayWorker } from '@sallyport/worker';
const gateway = createGatewayWorker(${policy}, { log: () => undefined });
export default {
  fetch(request, env, ctx) {
    if (request.url.endsWith('${COLLECT_PATH}')) return new Response(String(gc()));
    return gateway.fetch(request, env, ctx);
  },
};`,
  },
  vars: { ORIGIN_URL: origin.url },
  // What is kept counts, not what waits for its collection, which the engine puts off as long as the machine has room.
  v8Flags: ['--expose-gc'],
});

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const latency = createHistogram();
const statuses = new Map();
const faults = new Map();
const examples = [];
const memory = [];
let answered = 0;
let settledAt = null;
const state = { issuer: 'well', running: true };
const tokens = createTokens(issuer);
const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(1).padStart(6);
const note = (text) => console.log(`${seconds()} s  ${text}`);
const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

/** Sends a request as it is, its path unread, and hands back status and body. */
function send({ kind, method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: workerd.port, agent, method, path };
    const sent = request(
      { ...options, headers: { host: 'gate.acme.dev', [KIND_HEADER]: kind, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function load() {
  while (state.running) {
    const asked = nextRequest(tokens);
    const sentIn = state.issuer;
    const sentAt = performance.now();
    const { status, text } = await send(asked).catch((error) => ({ status: 0, text: error.code ?? error.name }));
    latency.record(Math.max(1, Math.round((performance.now() - sentAt) * 1000)));
    add(statuses, `${asked.kind} ${status}`);
    answered += 1;
    const fault = status === 0 ? 'no_answer' : judge(asked, status, text, sentIn === 'well' ? state.issuer : sentIn);
    if (fault === null) continue;
    add(faults, fault);
    const told = `${seconds()} s  ${fault}: ${asked.kind} ${asked.path} got ${status}, issuer ${sentIn}: ${text.slice(0, 200)}`;
    if (examples.length < 20) examples.push(told);
  }
}

async function renew() {
  while (state.running) {
    await tokens.renew();
    await pause(250);
  }
}

async function watchMemory() {
  while (state.running) {
    await send({ kind: 'collect', method: 'GET', path: COLLECT_PATH });
    memory.push(await readResidentBytes(workerd.pid));
    if (answered >= SETTLED_REQUESTS) settledAt ??= memory.length - 1;
    if (memory.length % 10 === 0) note(`workerd holds ${toMegabytes(memory.at(-1))} MiB`);
    await pause(1_500);
  }
}

/** The middle value of some samples. */
function medianOf(samples) {
  return samples.toSorted((one, other) => one - other)[Math.floor(samples.length / 2)] ?? 0;
}

try {
  await tokens.renew();
  const work = [...Array.from({ length: connections }, load), renew(), watchMemory()];
  await Promise.race([playTimeline({ issuer, tokens, state, note }, durationMs), Promise.all(work)]);
  state.running = false;
  await Promise.all(work);
} finally {
  agent.destroy();
  await Promise.all([workerd.stop(), issuing.stop(), origin.stop()]);
}

const elapsed = (performance.now() - began) / 1000;
console.log('\nanswers by kind of request');
for (const [key, count] of [...statuses].sort()) console.log(`  ${key.padEnd(22)} ${count}`);
const { requests } = issuer;
console.log(`issuer asked for metadata ${requests.metadata} times, for keys ${requests.jwks} times`);
const micro = (percentile) => `${(latency.percentile(percentile) / 1000).toFixed(2)} ms`;
console.log(`${answered} requests, ${(answered / elapsed).toFixed(0)} a second over ${connections} connections`);
console.log(`latency p50 ${micro(50)}, p99 ${micro(99)}, p99.9 ${micro(99.9)}, longest ${micro(100)}`);
const size = memory.length;
const [middle, end] = [
  [0.45, 0.55],
  [0.9, 1],
].map(([from, to]) => medianOf(memory.slice(size * from, size * to)));
const settled = settledAt === null ? null : medianOf(memory.slice(settledAt, settledAt + 5));
const sizes = [memory[0] ?? 0, middle, end].map(toMegabytes).join(', ');
console.log(`workerd memory at the start, in the middle, at the end: ${sizes} MiB`);
if (settled !== null) console.log(`and after ${SETTLED_REQUESTS} requests: ${toMegabytes(settled)} MiB`);

const failures = [...faults].map(([fault, count]) => `${fault}: ${count}`);
for (const [kind, count] of origin.breaches) failures.push(`the origin saw ${count} requests of the kind ${kind}`);
if (Math.max(...memory) > CEILING_MEGABYTES * 1024 * 1024) failures.push(`memory is over ${CEILING_MEGABYTES} MiB`);
if (settled !== null && end - settled > GROWTH_MEGABYTES * 1024 * 1024) {
  failures.push(`memory grew by ${toMegabytes(end - settled)} MiB after ${SETTLED_REQUESTS} requests`);
}
if (workerd.output().includes('sallyport.defect')) failures.push('the gate logged a defect');
for (const kind of new Set([...statuses.keys()].map((key) => key.split(' ')[0]))) ALLOWED_KINDS.delete(kind);
for (const kind of ALLOWED_KINDS) failures.push(`no request of the kind ${kind} was sent`);
console.log(
  'wrong allow, wrong deny, wrong user, 500, 503, no answer, grown memory:',
  failures.length === 0 ? 'none' : '',
);
for (const line of [...failures, ...examples]) console.error(`  ${line}`);
process.exit(failures.length === 0 ? 0 : 1);
