/**
 * Builds an authorizer the way a user does: a policy file, `sallyport keys pull`, `sallyport build --gate lambda`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AUDIENCE } from './issuer.mjs';
import { runBeside } from './program.mjs';

/** The API that events name. */
export const API = { apiId: 'abcdef1234', region: 'eu-west-1', accountId: '123456789012', stage: 'prod' };

/** What starts the ARN of each of its methods. */
export const ARN_BASE = `arn:aws:execute-api:${API.region}:${API.accountId}:${API.apiId}/${API.stage}`;

/** What the checks' policy grants. */
export const ROUTES = {
  'GET /orders/:id': { scopes: ['read:orders'] },
  'POST /orders': { scopes: ['write:orders'] },
  '/admin/*': { roles: ['admin'] },
};

/**
 * Writes a policy whose keys are fetched from the issuer's own address.
 *
 * @param {string} folder
 * @param {import('./issuer.mjs').ServedIssuer} served
 * @param {object} [over] - Set over the issuer's entry.
 * @returns {string} The file.
 */
export function writePolicy(folder, { issuer }, over = {}) {
  mkdirSync(folder, { recursive: true });
  const staff = { issuer: issuer.issuer, jwksUri: issuer.urls.jwks, audience: AUDIENCE, ...over };
  const file = join(folder, 'sallyport.jsonc');
  writeFileSync(file, JSON.stringify({ issuers: { staff }, routes: ROUTES }, null, 2));
  return file;
}

/**
 * Pulls the issuer's keys into a snapshot beside the policy, where `build` looks for one.
 *
 * @param {string} policy
 * @param {import('./issuer.mjs').ServedIssuer} served
 * @returns {Promise<string>} The snapshot.
 */
export async function pullKeys(policy, { env }) {
  await runBeside('sallyport', ['keys', 'pull', policy], { env });
  return join(dirname(policy), '.sallyport/keys.json');
}

/**
 * Dates a snapshot back, as if it had been pulled earlier.
 *
 * @param {string} file
 * @param {number} ageSeconds
 */
export function ageSnapshot(file, ageSeconds) {
  const snapshot = JSON.parse(readFileSync(file, 'utf8'));
  for (const set of snapshot.sets) set.fetchedAt -= ageSeconds;
  writeFileSync(file, JSON.stringify(snapshot));
}

/**
 * Builds the bundle.
 *
 * @param {string} policy
 * @returns {Promise<{ folder: string, file: string, keyCount: number }>} The folder that a deployment unpacks, its
 * module, and for how many issuers it carries keys.
 */
export async function buildAuthorizer(policy) {
  const printed = await runBeside('sallyport', ['build', policy, '--gate', 'lambda', '--json']);
  const folder = join(dirname(policy), 'authorizer');
  return { folder, file: join(folder, 'index.mjs'), keyCount: JSON.parse(printed).keys.length };
}

/**
 * The event of a REST API's TOKEN authorizer: three members and no more.
 *
 * @param {string} token
 * @param {string} [target] - A method and a path.
 */
export function toEvent(token, target = 'GET/orders/1') {
  return { type: 'TOKEN', authorizationToken: `Bearer ${token}`, methodArn: `${ARN_BASE}/${target}` };
}
