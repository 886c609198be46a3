/**
 * Decides 1,000,000 distinct good tokens in one process and fails where the heap grows with them.
 *
 * Usage: node --expose-gc --conditions=source scripts/check-memory.mjs [--tokens N] (the package script gives the flags).
 */
import { createHmac } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createAuthorizer, createWebPorts } from '@sallyport/core';

const { values } = parseArgs({ options: { tokens: { type: 'string', default: '1000000' } } });
const tokens = Number(values.tokens);
const ROUNDS = 10;
const GROWTH_BYTES = 4 * 1024 * 1024;

if (globalThis.gc === undefined) throw new Error('run with --expose-gc: a heap that was not collected says nothing');

const secret = 'a test secret, as long as the hash of HS256 at least';
const now = Math.floor(Date.now() / 1000);
const { authorize } = createAuthorizer(
  {
    issuers: {
      acme: {
        issuer: 'https://tokens.acme.dev',
        audience: 'https://api.acme.dev',
        algorithms: ['HS256'],
        hmac: { secrets: [`$\{TOKEN_SECRET}`], encoding: 'utf8' },
      },
    },
    routes: { 'GET /orders': { scopes: ['read:orders'] } },
  },
  createWebPorts({ env: { TOKEN_SECRET: secret } }),
);

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'HS256', typ: 'at+jwt' });

/** A token that no other number has. */
function mint(number) {
  const payload = encode({
    iss: 'https://tokens.acme.dev',
    aud: 'https://api.acme.dev',
    sub: `user-${number}`,
    jti: `token-${number}`,
    iat: now,
    exp: now + 3600,
    scope: 'read:orders write:orders',
    roles: ['reader', 'writer', `team-${number % 100}`],
  });
  const signature = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
  return `${header}.${payload}.${signature}`;
}

async function decide(number) {
  const headers = new Headers({ authorization: `Bearer ${mint(number)}` });
  const { effect, reason } = await authorize({ method: 'GET', url: 'https://api.acme.dev/orders', headers });
  if (effect !== 'allow') throw new Error(`token ${number} was denied: ${reason}`);
}

const heaps = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const from = (round * tokens) / ROUNDS;
  const to = ((round + 1) * tokens) / ROUNDS;
  for (let number = from; number < to; number += 50) {
    await Promise.all(Array.from({ length: Math.min(50, to - number) }, (_, index) => decide(number + index)));
  }
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  heaps.push(heapUsed);
  const toMegabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  console.error(
    `${to.toLocaleString('en')} distinct tokens: heap ${toMegabytes(heapUsed)}, process ${toMegabytes(rss)}`,
  );
}

// The cache is full after the first round; from then on every token takes another's place.
const growth = Math.max(...heaps.slice(1)) - (heaps[0] ?? 0);
console.log(`heap grew by ${(growth / 1024 / 1024).toFixed(2)} MB from token ${tokens / ROUNDS} to ${tokens}`);
if (growth > GROWTH_BYTES) {
  console.error('the heap grows with the number of tokens');
  process.exit(1);
}
