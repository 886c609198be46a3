import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { expect, test } from 'vitest';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';

const DOCUMENT = {
  issuers: { machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: { 'GET /orders': { scopes: ['read:orders'] } },
};
const OPTIONS = { hosts: 'loopbackAllowed', variables: 'resolve' } as const;

const judge = (value: unknown) => judgePolicyText(JSON.stringify(value), 'policy.json', OPTIONS);

test('a document without findings is given with all that is made of it', () => {
  const judged = judge(DOCUMENT);
  expect(judged.findings).toEqual([]);
  expect(judged.document).toEqual(DOCUMENT);
  expect(judged.compiled?.routes.routes.map(({ key }) => key)).toEqual(['GET /orders']);
  expect(judged.plan?.routes.map(({ key }) => key)).toEqual(['GET /orders']);
});

test('a policy file is a document: members of a build are unknown keys, whatever stands in them', async () => {
  const built = await buildPolicy(checkPolicy(DOCUMENT, { env: {} }));
  const sha256 = 'a'.repeat(64);
  for (const value of [built, { sha256, document: DOCUMENT }, { sha256, document: DOCUMENT, ...DOCUMENT }]) {
    const { findings, compiled, document, plan } = judge(value);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'error', code: 'unknown-key', pointer: '/sha256', line: 1 }),
    );
    expect([compiled, document, plan]).toEqual([null, null, null]);
  }
});

test('a key that is written twice is an error, though the core sees one of them', () => {
  const text = JSON.stringify(DOCUMENT).replace('"routes"', '"issuers":{},"routes"');
  const { findings, compiled, plan } = judgePolicyText(text, 'policy.json', OPTIONS);
  expect(findings.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
  expect([compiled, plan]).toEqual([null, null]);
});
