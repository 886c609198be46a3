/** A condition is told as that of whoever sets it. */
import { describe, expect, test } from 'vitest';
import { createExplainer } from '../../../packages/core/src/explain/index.ts';
import { createWebPorts, type PolicyDocument } from '../../../packages/core/src/index.ts';
import { createTestIssuer } from '../../../packages/core/src/testing/index.ts';

const NOW = 1_900_000_000;
const clock = () => NOW * 1000;
const API = 'https://api.acme.dev';
const ISS = 'https://token.actions.githubusercontent.com';
const github = createTestIssuer({ preset: 'github-actions', issuer: ISS, audience: API, clock });
const plain = createTestIssuer({ issuer: 'https://id.acme.dev', audience: API, clock });
const CLAIMS = { repository: 'acme/shop', repository_owner_id: '1' };

const explain = async (
  policy: PolicyDocument,
  path: string,
  issuer: typeof github,
  claims: Readonly<Record<string, unknown>>,
) => {
  const ports = createWebPorts({ clock, fetch: issuer.fetchPort, newId: () => 'id' });
  const authorization = `Bearer ${await issuer.mint(claims)}`;
  const headers = { get: (name: string) => (name === 'authorization' ? authorization : null) };
  const explained = await createExplainer(policy, ports, 'network').explain({ method: 'GET', url: path, headers });
  const phase = explained.phases.find((one) => one.phase === 'requirement');
  return { ...explained, cause: explained.nearMisses[0]?.cause, detail: phase?.detail, status: phase?.status };
};

describe('a token of GitHub Actions', () => {
  const POLICY: PolicyDocument = {
    issuers: { ci: { preset: 'github-actions', issuer: ISS, audience: API, require: { claims: { ...CLAIMS } } } },
    routes: { 'GET /any': 'authenticated', 'GET /main': { claims: { ref: 'refs/heads/main' } } },
  };
  const REQUIRE = '"require" of the issuer "ci"';

  test("claim_unmet by the issuer's condition names it as the issuer's, in the cause and in the phase", async () => {
    const { verdict, cause, detail, status } = await explain(POLICY, '/any', github, {
      ...{ ...CLAIMS, repository: 'other/shop' },
    });
    expect([verdict.reason, verdict.about, status]).toEqual(['claim_unmet', 'repository', 'failed']);
    expect(cause).toContain(`does not meet the condition: ${REQUIRE} asks for`);
    expect(cause).toContain('repository is "acme/shop"');
    expect(cause).not.toContain('any verified token');
    expect(detail).toContain(`any verified token; ${REQUIRE}: `);
    expect(detail).toContain('repository is "acme/shop"');
  });

  test("claim_unmet by both names the route's, which is judged first", async () => {
    const { verdict, cause } = await explain(POLICY, '/main', github, { repository: 'other/shop', ref: 'refs/tags/1' });
    expect([verdict.reason, verdict.about]).toEqual(['claim_unmet', 'ref']);
    expect(cause).toContain('the route asks for ref is "refs/heads/main"');
  });

  test.each([
    [{ ...CLAIMS, repository: 'Acme/Shop' }, `differs from what ${REQUIRE} asks for in case alone`],
    [{ ...CLAIMS, repository_owner_id: 1 }, 'equality is strict in type'],
    [{ ...CLAIMS, repository: undefined }, `The token has no "repository"; ${REQUIRE} asks for`],
  ])('%j is told beside the condition of its issuer', async (claims, said) => {
    expect((await explain(POLICY, '/any', github, claims)).cause).toContain(said);
  });

  test('that passes is told the conditions of both', async () => {
    const { detail, status } = await explain(POLICY, '/main', github, { ...CLAIMS, ref: 'refs/heads/main' });
    expect(status).toBe('passed');
    expect(detail).toMatch(/^ref is "refs\/heads\/main"; "require" of the issuer "ci": .*repository is "acme\/shop"/);
  });
});

test.each([
  [{ scopes: ['api'] }, {}, 'scope_insufficient', 'asks for "api"'],
  [{ client: 'app-1' }, { client_id: 'app-2' }, 'client_not_accepted', 'asks for client "app-1"'],
  [{ claims: { acr: 'high' } }, { acr: 'low' }, 'step_up_required', 'asks for acr is "high"'],
] as const)("require %j of an issuer denies %j as %s, named as the issuer's", async (require, claims, reason, said) => {
  const policy: PolicyDocument = {
    issuers: { staff: { issuer: 'https://id.acme.dev', audience: API, require } },
    routes: { 'GET /any': 'authenticated' },
  };
  const { verdict, cause } = await explain(policy, '/any', plain, claims);
  expect(verdict.reason).toBe(reason);
  expect(cause).toContain(`"require" of the issuer "staff" ${said}`);
  expect(cause).not.toContain('the route');
});
