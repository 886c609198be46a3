/**
 * Lambda's Runtime API on loopback: hands out events one by one and takes what the runtime client answers.
 *
 * Spec: the Lambda Runtime API, version 2018-06-01.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const NEXT = '/2018-06-01/runtime/invocation/next';
const INIT_ERROR = '/2018-06-01/runtime/init/error';
const OUTCOME = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;
const TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Outcome
 * @property {'response' | 'error'} kind
 * @property {unknown} body - What was posted, parsed.
 * @property {string} text - The same as it was sent.
 * @property {string | undefined} errorType - `Lambda-Runtime-Function-Error-Type`.
 */

/**
 * @typedef {object} RuntimeApi
 * @property {string} address - For `AWS_LAMBDA_RUNTIME_API`.
 * @property {(event: unknown) => Promise<Outcome>} invoke - Rejects where no answer comes in time.
 * @property {Promise<Outcome>} initFailed - Settles where the runtime reports that it could not start.
 * @property {() => Promise<void>} waiting - Resolves once the runtime asks for the next event.
 * @property {string[]} strange - Requests that the Runtime API does not have.
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<RuntimeApi>} */
export async function startRuntimeApi() {
  /** @type {{ id: string, body: string }[]} */
  const events = [];
  /** @type {Map<string, (outcome: Outcome) => void>} */
  const pending = new Map();
  /** @type {import('node:http').ServerResponse | null} */
  let asking = null;
  /** @type {(() => void)[]} */
  const watchers = [];
  /** @type {string[]} */
  const strange = [];
  /** @type {PromiseWithResolvers<Outcome>} */
  const init = Promise.withResolvers();

  const handOut = () => {
    if (asking === null) return;
    for (const resolve of watchers.splice(0)) resolve();
    const event = events.shift();
    if (event === undefined) return;
    asking.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': event.id,
      'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer',
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
    });
    asking.end(event.body);
    asking = null;
  };

  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request;
    if (method === 'GET' && url === NEXT) {
      asking = response;
      handOut();
      return;
    }
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const [, id = '', kind = url === INIT_ERROR ? 'init' : ''] = OUTCOME.exec(url) ?? [];
    const settle = kind === 'init' ? init.resolve : pending.get(id);
    if (method !== 'POST' || settle === undefined) {
      strange.push(`${method} ${url}`);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    pending.delete(id);
    const errorType = headers['lambda-runtime-function-error-type']?.toString();
    settle({ kind: kind === 'response' ? 'response' : 'error', body: parseJson(text), text, errorType });
  });
  // A frozen runtime must find its connection as it left it.
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the Runtime API has no port');

  return {
    address: `127.0.0.1:${address.port}`,
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const id = randomUUID();
        const timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
        pending.set(id, (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        });
        events.push({ id, body: JSON.stringify(event) });
        handOut();
      }),
    initFailed: init.promise,
    waiting: () => (asking === null ? new Promise((resolve) => watchers.push(resolve)) : Promise.resolve()),
    strange,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {string} text */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
