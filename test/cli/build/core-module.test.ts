import { type BuiltPolicy, createWebPorts, type PolicyDocument } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import * as sealed from '@sallyport/core/sealed';
import { expect, test } from 'vitest';
import { toCoreModule } from '../../../packages/cli/src/build/core-module.ts';

const ISSUERS: Readonly<Record<string, PolicyDocument['issuers'][string]>> = {
  discovered: { issuer: 'https://one.acme.dev', audience: 'api' },
  addressed: { issuer: 'https://two.acme.dev', audience: 'api', jwksUri: 'https://two.acme.dev/keys' },
  preset: { preset: 'cloudflare-access', issuer: 'https://acme.cloudflareaccess.com', audience: 'api' },
  written: { issuer: 'https://three.acme.dev', audience: 'api', jwks: { keys: [{ kty: 'OKP' }] } },
  secret: {
    issuer: 'https://four.acme.dev',
    audience: 'api',
    hmac: { secrets: [`$\{SECRET}`], encoding: 'utf8' },
    algorithms: ['HS256'],
  },
  variable: { issuer: 'https://five.acme.dev', audience: `$\{AUD}` },
};
const ports = createWebPorts({ env: { SECRET: 'a secret of at least thirty-two bytes', AUD: 'api' } });

async function build(...names: readonly string[]): Promise<BuiltPolicy> {
  const issuers = Object.fromEntries(Object.entries(ISSUERS).filter(([name]) => names.includes(name)));
  const checked = checkPolicy({ issuers, routes: { '/': 'authenticated' } }, { env: {}, variables: 'assume' });
  const built = await buildPolicy(checked);
  if (built === null) throw new Error(JSON.stringify(checked.findings));
  return built;
}

/** The parts that a module names, in its own order. */
function listParts(source: string): readonly string[] {
  const [, policy = '', keys = ''] = /policy: (\w+), keys: \[([^\]]*)\]/.exec(source) ?? [];
  return [policy, ...keys.split(', ').filter((name) => name !== '')];
}

test.each([
  [['discovered'], ['closedPolicy', 'discoveredKeys']],
  [['addressed'], ['closedPolicy', 'addressedKeys']],
  [['preset'], ['closedPolicy', 'addressedKeys']],
  [['written'], ['closedPolicy', 'writtenKeys']],
  [['secret'], ['openPolicy', 'sharedSecrets']],
  [['variable'], ['openPolicy', 'discoveredKeys']],
  [
    ['discovered', 'addressed', 'preset', 'written'],
    ['closedPolicy', 'discoveredKeys', 'addressedKeys', 'writtenKeys'],
  ],
])('the core for a policy with %j is made of %j, and starts', async (names, parts) => {
  const built = await build(...names);
  const named = listParts(toCoreModule(built.plan));
  expect(named).toEqual(parts);
  const known = new Map<string, unknown>(Object.entries(sealed));
  expect(named.filter((name) => typeof known.get(name) !== 'function')).toEqual([]);
  const keyParts = [sealed.discoveredKeys, sealed.addressedKeys, sealed.writtenKeys, sealed.sharedSecrets];
  const create = sealed.createAuthorizerOf({
    policy: named[0] === 'closedPolicy' ? sealed.closedPolicy : sealed.openPolicy,
    keys: keyParts.filter((part) => named.some((name) => known.get(name) === part)),
  });
  expect(create(built, ports).keys()).toHaveLength(names.length);
});
