import type { PolicyDocument } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { expect, test } from 'vitest';
import { bundleAuthorizer } from '../../../packages/cli/src/build/bundle.ts';
import { toPolicyModule } from '../../../packages/cli/src/build/policy-module.ts';

type Issuer = PolicyDocument['issuers'][string];

const KIB = 1024;
const AUDIENCE = 'https://api.acme.dev';
const SECRET: Partial<Issuer> = { hmac: { secrets: [`$\{SECRET}`], encoding: 'utf8' }, algorithms: ['HS256'] };

/** A text of each part, which no minifier changes. */
const MARKS = {
  variables: ' for this gate',
  addresses: 'a built policy must not name this machine',
  discovery: '/.well-known/oauth-authorization-server',
  fetching: 'application/jwk-set+json',
  secrets: 'sallyport hmac thumbprint',
} as const;

async function bundle(entry: Partial<Issuer>): Promise<string> {
  const staff: Issuer = { issuer: 'https://tokens.acme.dev', audience: AUDIENCE, ...entry };
  const document: PolicyDocument = { issuers: { staff }, routes: { 'GET /orders/:id': { scopes: ['read:orders'] } } };
  const built = await buildPolicy(checkPolicy(document, { env: {}, variables: 'assume', hosts: 'publicOnly' }));
  if (built === null) throw new Error('nothing was built');
  const bytes = await bundleAuthorizer({ policySource: toPolicyModule(built), plan: built.plan });
  return new TextDecoder().decode(bytes);
}

// The ceilings are what is reached and a little: what slips into every bundle makes every cold start longer.
test.each<[string, Partial<Issuer>, readonly (keyof typeof MARKS)[], number]>([
  ['keys of its own', { jwks: { keys: [{ kty: 'OKP' }] } }, [], 77],
  ['an address of keys', { jwksUri: 'https://tokens.acme.dev/keys' }, ['fetching'], 87],
  ['discovery', {}, ['discovery', 'fetching'], 88],
  ['an audience of the environment', { audience: `$\{AUD}` }, ['variables', 'addresses', 'discovery', 'fetching'], 98],
  ['a secret', SECRET, ['variables', 'addresses', 'secrets'], 82],
])('a policy with %s is bundled with no part but those it needs', async (_, entry, parts, kilobytes) => {
  const text = await bundle(entry);
  const held = Object.entries(MARKS).flatMap(([part, mark]) => (text.includes(mark) ? [part] : []));
  expect(held).toEqual(parts);
  expect(text.length).toBeLessThan(kilobytes * KIB);
  expect(text.length).toBeGreaterThan((kilobytes - 6) * KIB);
});
