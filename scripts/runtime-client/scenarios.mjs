/**
 * What happens to an authorizer between its start and its end, each played on one function of its own.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toEvent } from '../authorizer/build.mjs';
import { checkStatuses } from './behind-gateway.mjs';
import { startFunction } from './function.mjs';
import { checkDocument, checkError } from './shapes.mjs';

const MANY = 40;
const SHORT_LIFE_SECONDS = 4;
// Longer than the deadline of a key fetch.
const FREEZE_MS = 3500;
const READER = { scopes: ['read:orders'] };

/**
 * @typedef {object} Stage
 * @property {import('./function.mjs').LambdaNode} node
 * @property {import('../authorizer/issuer.mjs').ServedIssuer} served
 * @property {Record<'fresh' | 'stale' | 'bare' | 'variable', string>} folders - Bundles with keys just pulled, with keys
 * pulled two hours ago, without keys, and with a `${NAME}` for the issuer.
 * @property {string} scratch
 * @property {Set<string>} secrets - Everything that must not be printed or posted.
 */

/**
 * Runs one function to its end: nothing of a token may be in its log or its answers.
 *
 * @param {Stage} stage
 * @param {{ folder: string, handler?: string, env?: Record<string, string> }} deployment
 * @param {(fn: import('./function.mjs').LambdaFunction) => Promise<string>} play
 */
async function withFunction({ node, served, secrets }, deployment, play) {
  const fn = await startFunction(node, { ...deployment, env: { ...served.env, ...deployment.env } });
  /** @type {string[]} */
  const posted = [];
  try {
    const invoke = async (/** @type {unknown} */ event) => {
      const outcome = await fn.invoke(event);
      posted.push(outcome.text);
      return outcome;
    };
    const remark = await play({ ...fn, invoke });
    assert.deepEqual(fn.api.strange, []);
    const written = [fn.printed(), ...posted].join('\n');
    for (const secret of secrets) assert.ok(!written.includes(secret), 'a token was printed or posted');
    return remark;
  } finally {
    await fn.stop();
  }
}

/**
 * Mints a token and remembers what of it is secret.
 *
 * @param {Stage} stage
 * @param {Parameters<import('@sallyport/core/testing').TestIssuer['mint']>} args
 */
async function mint({ served, secrets }, ...args) {
  const token = await served.issuer.mint(...args);
  secrets.add(token);
  secrets.add(token.slice(token.lastIndexOf('.') + 1));
  return token;
}

/** @param {string} token */
function tamper(token) {
  const at = token.lastIndexOf('.') + 10;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

/** @param {Stage} stage */
export async function playGoodToken(stage) {
  const token = await mint(stage, { sub: 'user-1' }, READER);
  const before = stage.served.asked();
  const began = performance.now();
  return withFunction(stage, { folder: stage.folders.fresh }, async (fn) => {
    const { principalId, context } = checkDocument(await fn.invoke(toEvent(token)));
    const coldMs = performance.now() - began;
    assert.match(principalId, /user-1$/);
    assert.equal(context.sallyport_scopes, 'read:orders');
    await checkStatuses(fn, `Bearer ${token}`, [
      ['GET', '/orders/1', 200],
      ['POST', '/orders', 403],
      ['GET', '/admin/users', 403],
      ['GET', '/orders/1', 200],
    ]);
    assert.equal(stage.served.asked(), before, 'the issuer was asked though the keys were pulled just now');
    return `${coldMs.toFixed(0)} ms from the start of the process to its first answer`;
  });
}

/** @param {Stage} stage */
export function playBadTokens(stage) {
  return withFunction(stage, { folder: stage.folders.fresh }, async (fn) => {
    const good = await mint(stage, {}, READER);
    const bad = {
      tampered: tamper(good),
      expired: await mint(stage, {}, { ...READER, expiresInSeconds: -600 }),
      'of another audience': await mint(stage, {}, { ...READER, audience: 'https://other.acme.dev' }),
      'of another issuer': await mint(stage, { iss: 'https://else.acme.dev' }, READER),
      'not a token': 'abc',
      empty: '',
    };
    for (const token of Object.values(bad)) checkError(await fn.invoke(toEvent(token)), 'Unauthorized');
    checkError(await fn.invoke({ ...toEvent(good), authorizationToken: good }), 'Unauthorized');
    await checkStatuses(fn, `Bearer ${bad.tampered}`, [['GET', '/orders/1', 401]]);
    checkDocument(await fn.invoke(toEvent(good)));
    return `${Object.keys(bad).length + 1} kinds`;
  });
}

/** @param {Stage} stage */
export function playFaults(stage) {
  return withFunction(stage, { folder: stage.folders.bare }, async (fn) => {
    const { issuer } = stage.served;
    const token = await mint(stage, {}, READER);
    issuer.fail('network');
    try {
      checkError(await fn.invoke(toEvent(token)), 'keys_unavailable');
      await checkStatuses(fn, `Bearer ${token}`, [['GET', '/orders/1', 500]]);
    } finally {
      issuer.fail(null);
    }
    checkError(await fn.invoke({ version: '2.0', routeArn: 'x' }), 'event_malformed');
    checkError(await fn.invoke(null), 'event_malformed');
    // Past the back-off after the failures, and the same environment serves again.
    await sleep(2500);
    checkDocument(await fn.invoke(toEvent(token)));
    return '';
  });
}

/** @param {Stage} stage */
export function playManyEvents(stage) {
  return withFunction(stage, { folder: stage.folders.fresh }, async (fn) => {
    const before = stage.served.asked();
    for (let number = 0; number < MANY; number += 1) {
      const token = await mint(stage, { sub: `user-${number}` }, READER);
      if (number % 3 === 2) checkError(await fn.invoke(toEvent(tamper(token))), 'Unauthorized');
      else assert.match(checkDocument(await fn.invoke(toEvent(token))).principalId, new RegExp(`user-${number}$`));
    }
    assert.equal(stage.served.asked(), before);
    return `${MANY} in one process`;
  });
}

/** @param {Stage} stage */
export function playExpiryWhileFrozen(stage) {
  return withFunction(stage, { folder: stage.folders.fresh }, async (fn) => {
    const lasting = await mint(stage, {}, READER);
    checkDocument(await fn.invoke(toEvent(lasting)));
    const short = await mint(stage, {}, { ...READER, expiresInSeconds: SHORT_LIFE_SECONDS });
    const expiresAtMs = Date.now() + SHORT_LIFE_SECONDS * 1000;
    checkDocument(await fn.invoke(toEvent(short)));
    await fn.freeze();
    await sleep(expiresAtMs - Date.now() + 500);
    fn.thaw();
    checkError(await fn.invoke(toEvent(short)), 'Unauthorized');
    checkDocument(await fn.invoke(toEvent(lasting)));
    return '';
  });
}

/** @param {Stage} stage */
export function playFetchWhileFrozen(stage) {
  return withFunction(stage, { folder: stage.folders.stale }, async (fn) => {
    const { issuer } = stage.served;
    const token = await mint(stage, {}, READER);
    const before = stage.served.asked();
    issuer.fail('hang');
    try {
      checkDocument(await fn.invoke(toEvent(token)));
      assert.equal(stage.served.asked(), before + 1, 'the stale keys were not refreshed');
      await fn.freeze();
      await sleep(FREEZE_MS);
    } finally {
      issuer.fail(null);
    }
    fn.thaw();
    checkDocument(await fn.invoke(toEvent(token)));
    assert.equal(stage.served.asked(), before + 2, 'the fetch that froze was not replaced by another');
    checkDocument(await fn.invoke(toEvent(token)));
    assert.equal(stage.served.asked(), before + 2, 'the keys just fetched were not kept');
    return '';
  });
}

/** @param {Stage} stage */
export async function playBrokenStarts(stage) {
  const { folders, scratch } = stage;
  writeFileSync(
    join(scratch, 'callback.mjs'),
    'export const handler = async (event, context, callback) => callback;\n',
  );
  const broken = [
    [{ folder: folders.variable, env: { TOKENS_ISSUER: '' } }, 'PolicyError', /TOKENS_ISSUER/],
    [{ folder: folders.variable, env: { TOKENS_ISSUER: 'http://127.0.0.1:8788' } }, 'PolicyError', /issuer/],
    [{ folder: scratch, handler: 'callback.handler' }, 'Runtime.CallbackHandlerDeprecated', /callback/],
  ];
  for (const [deployment, errorType, message] of broken) {
    await withFunction(stage, deployment, async (fn) => {
      const { body, errorType: header } = await Promise.race([
        fn.api.initFailed,
        fn.api.waiting().then(() => assert.fail('it started')),
        fn.ended.then((end) => assert.fail(`it ended with ${end} and reported nothing: ${fn.printed()}`)),
      ]);
      assert.equal(body.errorType, errorType);
      assert.equal(header, errorType);
      assert.match(body.errorMessage, message);
      assert.notEqual(await fn.ended, 0);
      return '';
    });
  }
  const { issuer } = stage.served;
  const env = { TOKENS_ISSUER: issuer.issuer };
  return withFunction(stage, { folder: folders.variable, env }, async (fn) => {
    checkDocument(await fn.invoke(toEvent(await mint(stage, {}, READER))));
    return `${broken.length} ways`;
  });
}
