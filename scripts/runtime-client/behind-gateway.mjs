/**
 * Puts a function behind the local API Gateway: what a client gets for what the runtime client posted.
 */
import assert from 'node:assert/strict';
import { createLocalApiGateway } from '@sallyport/local-api-gateway';
import { API } from '../authorizer/build.mjs';

/**
 * Asks the API as a client does.
 *
 * @param {Pick<import('./function.mjs').LambdaFunction, 'invoke'>} fn
 * @param {string} authorization
 * @param {readonly (readonly [method: string, path: string, status: number])[]} expected
 */
export async function checkStatuses(fn, authorization, expected) {
  const gateway = createLocalApiGateway({
    ...API,
    authorizers: {
      guard: {
        type: 'TOKEN',
        resultTtlSeconds: 300,
        handler: async (event) => {
          const { kind, body } = await fn.invoke(event);
          if (kind === 'response') return body;
          throw new Error(body.errorMessage);
        },
      },
    },
    routes: [
      { method: 'ANY', path: '/{proxy+}', authorizer: 'guard', integration: async () => ({ status: 200, body: '{}' }) },
    ],
  });
  for (const [method, path, status] of expected) {
    const answer = await gateway.invoke({ method, path, headers: { authorization } });
    assert.equal(answer.status, status, `${method} ${path}: ${answer.status} ${answer.body}`);
  }
}
