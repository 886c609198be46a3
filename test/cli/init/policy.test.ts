/** The policy that `sallyport init` writes, for every provider: nothing is found in it, and its own tests prove it. */
import { PRESETS } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { type InitFlags, resolveAnswers } from '../../../packages/cli/src/init/answers.ts';
import { toPolicyText } from '../../../packages/cli/src/init/policy-text.ts';
import { guessPreset } from '../../../packages/cli/src/init/preset-guess.ts';
import type { ProjectGate } from '../../../packages/cli/src/init/templates.ts';
import { measureCoverage } from '../../../packages/cli/src/policy-tests/coverage.ts';
import { createPolicyRehearsal } from '../../../packages/cli/src/policy-tests/rehearsal.ts';
import { runTests } from '../../../packages/cli/src/policy-tests/run.ts';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';
import { findGateLimits } from '../../../packages/cli/src/source/limits.ts';

const NO_FLAGS: InitFlags = {
  ...{ preset: undefined, issuer: undefined, audience: undefined, gate: undefined },
  ...{ origin: undefined, jwksUri: undefined, require: undefined },
};
/** Providers whose tokens travel in a header that a TOKEN authorizer does not read. */
const OWN_HEADER = ['google-iap', 'cloudflare-access'];

// A provider with two kinds of token has one issuer for both, of which the guess takes the first.
const FIRST_KIND: Readonly<Record<string, string>> = { 'cognito-id': 'cognito', 'clerk-oauth': 'clerk' };
const GIVEN = [null, ...PRESETS].map((preset): readonly [string, InitFlags] => [
  preset?.name ?? 'none',
  {
    ...NO_FLAGS,
    preset: preset?.name ?? 'none',
    issuer: preset?.issuerExample ?? 'https://id.acme.dev',
    audience: '6f1c2b3a-0000-4000-8000-000000000000',
    jwksUri: typeof preset?.keys === 'object' && 'namedLike' in preset.keys ? 'https://id.acme.dev/keys' : undefined,
    require: preset?.demand === undefined ? undefined : `${preset.demand.claims[0]}=123456`,
  },
]);

async function judge(flags: InitFlags, gate: ProjectGate) {
  const text = toPolicyText(await resolveAnswers({ ...flags, gate }, { kind: 'refuse' }));
  const judged = judgePolicyText(text, 'sallyport.jsonc', { hosts: 'publicOnly', variables: 'resolve' });
  const limits = await findGateLimits(judged.compiled, gate === 'worker' ? 'worker' : 'lambda');
  return { text, judged, findings: [...judged.findings, ...limits.findings].map(({ code }) => code) };
}

describe.each(GIVEN)('preset %s', (name, flags) => {
  test.each(['worker', 'lambda', 'both'] as const)(
    'gate %s: no finding, every route and requirement proved',
    async (gate) => {
      const { text, judged, findings } = await judge(flags, gate);
      const own = [flags.issuer ?? '', flags.jwksUri ?? ''].reduce(
        (rest, given) => (given === '' ? rest : rest.replaceAll(given, '')),
        text,
      );
      expect(own).not.toMatch(/[{<]your|\{tid\}|example|acme/i);
      if (gate !== 'worker' && OWN_HEADER.includes(name)) {
        expect(findings).toHaveLength(1);
        return;
      }
      expect(findings).toEqual([]);
      const rehearsal = createPolicyRehearsal(judged);
      if (rehearsal === null || judged.document === null) throw new Error('the policy does not compile');
      const results = await runTests(judged.document.tests ?? [], rehearsal);
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(results.map(({ entry }) => entry.expect)).toEqual(expect.arrayContaining(['allow', 'deny:token_missing']));
      const { routes, requirements } = measureCoverage(judged.document, rehearsal.policy, results);
      expect([routes.reached, requirements.reached]).toEqual([routes.total, requirements.total]);
    },
  );

  test('is told from its issuer wherever the address is of that provider alone', () => {
    const guessed = guessPreset(flags.issuer ?? '');
    expect([FIRST_KIND[name] ?? name, null]).toContain(guessed ?? (name === 'none' ? 'none' : null));
  });
});

test.each([
  ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI', 'cognito'],
  ['https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC', 'cognito'],
  ['https://acme-1.clerk.accounts.dev', 'clerk'],
])('%s, of a provider with two kinds of token, is guessed to be of its first: %s', (issuer, preset) => {
  expect(guessPreset(issuer)).toBe(preset);
});

test.each([
  ['https://acme-admin.okta.com/oauth2/default', 'okta', 'admin-host'],
  ['https://acme.okta.com', 'okta', 'preset-issuer'],
  ['https://acme.eu.auth0.com', 'auth0', 'preset-issuer'],
  ['https://login.microsoftonline.com/common/v2.0', 'entra', 'preset-issuer'],
  ['https://acme.auth.eu-west-1.amazoncognito.com', 'cognito', 'preset-issuer'],
  ['https://acme.ciamlogin.com', 'entra-external-id', 'preset-issuer'],
  ['https://{yourOktaDomain}.okta.com/oauth2/default', 'okta', 'placeholder'],
  ['http://id.acme.dev', 'none', 'http-address'],
  ['http://localhost:8080', 'none', 'local-address'],
])('%s is found before anything is written: preset %s, %s', async (issuer, preset, code) => {
  expect(guessPreset(issuer) ?? 'none').toBe(preset);
  const { findings } = await judge({ ...NO_FLAGS, issuer, audience: 'orders-api' }, 'worker');
  expect(findings).toContain(code);
});
