/** The same decision at both gates: effect, reason and principal from the core, the Worker in workerd, and the Lambda. */
import { createWebPorts, type Decision, type LogRecord } from '@sallyport/core';
import { createTestFetch } from '@sallyport/core/testing';
import { tokenAuthorizer } from '@sallyport/lambda';
import { evaluateIam } from '@sallyport/local-api-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleGate } from '../../packages/dev/src/gates/bundle.ts';
import { echoResponse } from '../../packages/dev/src/gates/echo-origin.ts';
import { startWorkerGate, WORKER_ENTRY, type WorkerGate } from '../../packages/dev/src/gates/worker.ts';
import { createTestAuthorizer } from '../support/authorizer.ts';
import { sendHttp } from '../support/http.ts';
import { machines, type ParityCase, policy, staff, TOKENS, toCases } from './cases.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const fetchPort = createTestFetch(staff, machines);
const core = createTestAuthorizer(policy, createWebPorts({ fetch: fetchPort }));
const lambdaRecords: LogRecord[] = [];
const lambda = tokenAuthorizer(policy, {
  ports: { fetch: fetchPort },
  log: (record) => void lambdaRecords.push(record as LogRecord),
});
const workerRecords: LogRecord[] = [];
let worker: WorkerGate;
const tokens = new Map<string, string | null>();

beforeAll(async () => {
  const packagesDev = new URL('../../packages/dev/src/gates/', import.meta.url).pathname;
  const bundle = await bundleGate(WORKER_ENTRY, policy, { resolveDir: packagesDev, conditions: ['source'] });
  worker = await startWorkerGate({
    port: 0,
    bundle,
    variables: {},
    outbound: (request) => fetchPort(request),
    origin: echoResponse,
    onDecision: (record) => void workerRecords.push(record),
  });
  for (const [name, { mint }] of Object.entries(TOKENS)) tokens.set(name, await mint());
}, 60_000);
afterAll(() => worker?.close());

/** What all fronts must agree on. */
interface Outcome {
  readonly effect: string;
  readonly reason: string | null;
  readonly issuer: string | null;
  readonly subject: string | null;
}

const authorization = (token: string): string | null => {
  const text = tokens.get(token) ?? null;
  return text === null ? null : `Bearer ${text}`;
};

async function askCore({ method, target, token }: ParityCase): Promise<Decision> {
  const value = authorization(token);
  const headers = new Headers(value === null ? {} : { authorization: value });
  return core.authorize({ method, url: `https://api.acme.dev${target}`, headers });
}

function toOutcome({ effect, reason, principal }: Decision): Outcome {
  return { effect, reason, issuer: principal?.issuer ?? null, subject: principal?.subject ?? null };
}

async function askWorker({
  method,
  target,
  token,
}: ParityCase): Promise<Outcome & { status: number; forwarded: boolean }> {
  const seen = workerRecords.length;
  const value = authorization(token);
  const answer = await sendHttp(worker.port, method, target, value === null ? {} : { authorization: value });
  for (let tries = 0; workerRecords.length === seen && tries < 500; tries += 1)
    await new Promise((done) => setTimeout(done, 2));
  const record = workerRecords[seen];
  if (!record) throw new Error(`no decision was logged for ${method} ${target}`);
  const { effect, reason, issuer, subject } = record;
  const echoed = method === 'HEAD' ? answer.status === 200 : answer.body.includes('"origin":"echo"');
  return { effect, reason, issuer, subject, status: answer.status, forwarded: echoed };
}

async function askLambda({ method, target, token }: ParityCase): Promise<Outcome> {
  const seen = lambdaRecords.length;
  const methodArn = `${BASE}/${method}${target}`;
  let effect: string;
  try {
    const event = { type: 'TOKEN' as const, authorizationToken: authorization(token) ?? '', methodArn };
    const { policyDocument } = (await lambda(event, {})) as { policyDocument: unknown };
    const context = { 'aws:CurrentTime': new Date().toISOString() };
    const answer = evaluateIam(
      policyDocument as never,
      { action: 'execute-api:Invoke', resource: methodArn, context } as never,
    );
    effect = answer === 'allow' ? 'allow' : 'deny';
  } catch (error) {
    expect(error).toMatchObject({ message: 'Unauthorized' });
    effect = 'unauthorized';
  }
  const { reason, issuer, subject } = lambdaRecords[seen] ?? { reason: 'nothing logged', issuer: null, subject: null };
  return { effect, reason, issuer, subject };
}

const cases = toCases();

test(`the Worker in workerd decides as the core does, in ${cases.length} cases`, { timeout: 120_000 }, async () => {
  for (const one of cases) {
    const expected = await askCore(one);
    const { status, forwarded, ...outcome } = await askWorker(one);
    expect({ ...one, ...outcome }).toEqual({ ...one, ...toOutcome(expected) });
    expect({ ...one, status }).toEqual({ ...one, status: expected.status });
    expect({ ...one, forwarded }).toEqual({ ...one, forwarded: expected.effect === 'allow' });
  }
  console.log(`parity: ${cases.length} cases, core and Worker`);
});

test(`the Lambda's document decides as the core does, in every case that reaches it`, {
  timeout: 120_000,
}, async () => {
  let declared = 0;
  // API Gateway answers a request without a token by itself.
  const reaching = cases.filter(({ token }) => token !== 'none');
  for (const one of reaching) {
    const expected = await askCore(one);
    const outcome = await askLambda(one);
    if (TOKENS[one.token]?.bad) {
      // Declared: a token that fails is refused on every route, since the first request's route must not matter.
      expect({ ...one, effect: outcome.effect }).toEqual({ ...one, effect: 'unauthorized' });
      const routed = expected.principal === null && expected.credentialFrom === null;
      if (routed) declared += 1;
      else expect({ ...one, reason: outcome.reason }).toEqual({ ...one, reason: expected.reason });
      continue;
    }
    const wanted = toOutcome(expected);
    if (expected.credentialFrom === null) {
      // Declared: the route alone decided at the edge, so no principal was made there. Effect and reason are the same.
      declared += 1;
      expect({ ...one, effect: outcome.effect, reason: outcome.reason }).toEqual({
        ...one,
        effect: wanted.effect,
        reason: wanted.reason,
      });
    } else {
      expect({ ...one, ...outcome }).toEqual({ ...one, ...wanted });
    }
  }
  console.log(`parity: ${reaching.length} cases, core and Lambda, ${declared} of them with a declared difference`);
});
