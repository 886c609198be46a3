/**
 * What API Gateway takes from an authorizer, held against the bytes that the runtime client posted.
 */
import assert from 'node:assert/strict';

const STATEMENT = new Set(['Effect', 'Action', 'Resource', 'NotResource', 'Condition']);
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: 512 characters an ARN of a policy.
const MAX_ARN = 512;

/**
 * An answer that API Gateway evaluates: one null, an object in the context or a member too many makes it a 500.
 *
 * @param {import('./runtime-api.mjs').Outcome} outcome
 * @returns {{ principalId: string, policyDocument: { Statement: { Effect: string }[] }, context: Record<string, unknown> }}
 */
export function checkDocument({ kind, body, text }) {
  assert.equal(kind, 'response', text);
  assertObject(body);
  assert.deepEqual(Object.keys(body).sort(), ['context', 'policyDocument', 'principalId']);
  assert.doesNotMatch(text, /:null\b|\bnull,|,null\b/);
  const { principalId, policyDocument, context } = body;
  assert.ok(typeof principalId === 'string' && principalId !== '', 'principalId');
  for (const [key, value] of Object.entries(context)) {
    assert.ok(['string', 'number', 'boolean'].includes(typeof value), `context.${key} is no scalar`);
  }
  assert.deepEqual(Object.keys(policyDocument).sort(), ['Statement', 'Version']);
  assert.equal(policyDocument.Version, '2012-10-17');
  assert.ok(policyDocument.Statement.length > 0);
  for (const statement of policyDocument.Statement) checkStatement(statement);
  return body;
}

/** @param {Record<string, any>} statement */
function checkStatement(statement) {
  const { Effect, Action, Resource, NotResource } = statement;
  assert.deepEqual(
    Object.keys(statement).filter((key) => !STATEMENT.has(key)),
    [],
  );
  assert.ok(Effect === 'Allow' || Effect === 'Deny', `Effect ${Effect}`);
  assert.equal(Action, 'execute-api:Invoke');
  const resources = [Resource ?? NotResource].flat();
  assert.equal([Resource, NotResource].filter((list) => list !== undefined).length, 1);
  assert.ok(resources.length > 0, 'a list of resources is empty');
  for (const arn of resources) {
    assert.ok(typeof arn === 'string' && arn.startsWith('arn:aws:execute-api:') && arn.length <= MAX_ARN, arn);
  }
  if (Effect === 'Allow') assert.ok(statement.Condition?.DateLessThan?.['aws:CurrentTime'], 'an Allow does not expire');
}

/**
 * A failure as the runtime client reports one; API Gateway makes a 401 of exactly `Unauthorized` and a 500 of the rest.
 *
 * @param {import('./runtime-api.mjs').Outcome} outcome
 * @param {string} message
 */
export function checkError({ kind, body, text }, message) {
  assert.equal(kind, 'error', text);
  assertObject(body);
  assert.deepEqual(Object.keys(body).sort(), ['errorMessage', 'errorType', 'trace']);
  assert.equal(body.errorMessage, message);
  assert.equal(body.errorType, 'Error');
  assert.ok(Array.isArray(body.trace) && body.trace[0] === `Error: ${message}`, text);
}

/**
 * @param {unknown} body
 * @returns {asserts body is Record<string, any>}
 */
function assertObject(body) {
  assert.ok(typeof body === 'object' && body !== null && !Array.isArray(body), 'no JSON object was posted');
}
