/**
 * An authorizer function in a process of its own, over an issuer on loopback, that a test freezes and thaws.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { PolicyDocument } from '@sallyport/core';
import { build } from 'esbuild';
import { SignJWT } from 'jose';
import type { Issuers } from '../support/loopback-issuers.ts';
import { keyFixture } from '../support/public-jwks.ts';
import { createEvaluator } from './iam/evaluator.ts';

const AUDIENCE = 'https://api.acme.dev';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders/1';

/** A function that can be frozen. */
export interface FrozenFunction {
  /** Invokes it with a good token that the named key signed: `allow`, or what the IAM document or the error says. */
  readonly invoke: (kid?: string) => Promise<{ readonly verdict: string; readonly tookMs: number }>;
  /** Stops the process. */
  readonly freeze: () => void;
  /** Lets it go on. `clockMs` more than the freeze really took pass on its clock, and on no timer of it. */
  readonly thaw: (clockMs?: number) => void;
  readonly stop: () => Promise<void>;
}

/** Bundles what the function's process runs, as a deployed authorizer is, so that it starts quickly. */
export async function bundleFunction(folder: string): Promise<string> {
  const outfile = join(folder, 'function.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'thaw-child.ts')],
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'es2024', logLevel: 'silent' },
    conditions: ['source'],
  });
  return outfile;
}

/** Starts the bundled function. Its issuer has a path of its own below the origin. */
export async function startFunction(
  bundle: string,
  issuers: Issuers,
  name: string,
  location: 'jwksUri' | 'discovery',
): Promise<FrozenFunction> {
  const issuer = `${issuers.origin}/${name}`;
  const policy: PolicyDocument = {
    issuers: {
      main: { issuer, audience: AUDIENCE, ...(location === 'jwksUri' ? { jwksUri: `${issuer}/keys` } : {}) },
    },
    routes: { 'GET /orders/:id': 'authenticated' },
  };
  const child = fork(bundle, [JSON.stringify(policy)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (verdict: string) => void>();
  child.on('message', ({ id, verdict }: { id: number; verdict: string }) => waiting.get(id)?.(verdict));
  child.on('exit', () => {
    for (const answer of waiting.values()) answer('exited');
  });
  const hear = (id: number): Promise<string> => new Promise((resolve) => waiting.set(id, resolve));
  if ((await hear(0)) !== 'ready') throw new Error('the function did not start');

  let aheadMs = 0;
  let lastId = 0;
  const mint = async (kid: string): Promise<string> => {
    const issuedAt = Math.floor((Date.now() + aheadMs) / 1000);
    const { privateKey } = await keyFixture(kid);
    return new SignJWT({ sub: 'user-1' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 3_600)
      .sign(privateKey);
  };
  return {
    invoke: async (kid = 'a') => {
      const event = { type: 'TOKEN', methodArn: ARN, authorizationToken: `Bearer ${await mint(kid)}` };
      lastId += 1;
      const heard = hear(lastId);
      const startedAtMs = performance.now();
      child.send({ id: lastId, aheadMs, event });
      const verdict = await heard;
      const tookMs = performance.now() - startedAtMs;
      if (!verdict.startsWith('{')) return { verdict, tookMs };
      const nowSeconds = (Date.now() + aheadMs) / 1000;
      return { verdict: createEvaluator(JSON.parse(verdict))(ARN, nowSeconds), tookMs };
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: (clockMs = 0) => {
      aheadMs += clockMs;
      child.kill('SIGCONT');
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
