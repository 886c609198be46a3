import { createWebPorts } from '@sallyport/core';
import { expect, test } from 'vitest';
import type { Authenticate } from '../../packages/core/src/authenticate.ts';
import { decide } from '../../packages/core/src/authorize.ts';
import { compilePolicy } from '../../packages/core/src/document/compile.ts';

const { policy } = compilePolicy(
  {
    issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /me': 'authenticated', 'GET /feed': 'optional', 'GET /health': 'public' },
  },
  { env: {} },
);

test.each([
  ['nothing', () => null],
  ['nothing yet', () => undefined],
  ['a promise of nothing', async () => null],
])('a credential that was judged by %s denies internal_error, and never passes', async (_name, authenticate) => {
  if (policy === null) throw new Error('the policy must compile');
  const gate = {
    policy,
    ports: createWebPorts({}),
    hash: () => '',
    // A damaged build, or a wrong stand-in.
    authenticate: authenticate as unknown as Authenticate,
    reportOnly: 'apply' as const,
  };
  const effects = async (path: string) =>
    (await decide(gate, { method: 'GET', url: path, headers: new Headers() })).reason;
  expect(await effects('/me')).toBe('internal_error');
  expect(await effects('/feed')).toBe('internal_error');
  expect(await effects('/health')).toBeNull();
});
