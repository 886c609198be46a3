import { type CompiledPolicy, compilePolicy, type PolicyDocument, PolicyError } from '@sallyport/core';
import { compileIam, lambdaAuthorizer, tokenAuthorizer } from '@sallyport/lambda';
import { expect, test } from 'vitest';
import { toPrincipal } from '../../packages/core/src/claims/principal.ts';
import { buildPolicy } from '../../packages/core/src/document/build.ts';
import { checkPolicy } from '../../packages/core/src/document/check.ts';
import { compiledIssuer, goodClaims } from '../support/compiled-issuer.ts';

const unsafeReportOnly = { why: 'migration', until: '2999-12-31' };
const unsafePath = { encodedSlash: 'object keys' };
const NOW = 1_900_000_000;

function policyWith(exceptions: object): PolicyDocument {
  return {
    issuers: { main: { issuer: compiledIssuer().iss, audience: 'https://api.acme.dev' } },
    routes: { 'GET /objects/:id': { scopes: ['read'], ...exceptions }, '/plain': 'authenticated' },
  };
}

function toFindings(construct: () => unknown): readonly string[] {
  try {
    construct();
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.findings.map(({ code, pointer }) => `${code} ${pointer}`);
  }
}

test.each([
  [{ unsafeReportOnly }, ['lambda-report-only /routes/GET ~1objects~1:id/unsafeReportOnly']],
  [{ unsafePath }, ['lambda-unsafe-path /routes/GET ~1objects~1:id/unsafePath']],
  [{ unsafeSharedCache: 'w' }, []],
])('%j keeps no authorizer from refusing it: %j', async (exceptions, codes) => {
  const policy = policyWith(exceptions);
  expect(toFindings(() => tokenAuthorizer(policy))).toEqual(codes);
  expect(toFindings(() => lambdaAuthorizer(policy))).toEqual(codes);
  const built = await buildPolicy(checkPolicy(policy, { env: {} }));
  if (built === null) throw new Error('no build');
  expect(toFindings(() => tokenAuthorizer(built))).toEqual(codes);
});

test('the IAM document of a route is the same with and without them', () => {
  const compile = (exceptions: object): CompiledPolicy => {
    const { policy, findings } = compilePolicy(policyWith(exceptions), { env: {} });
    if (policy === null) throw new PolicyError(findings);
    return policy;
  };
  const options = { base: 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod', nowSeconds: NOW };
  for (const scope of ['read', 'other']) {
    const principal = toPrincipal(goodClaims({ scope }), compiledIssuer());
    const plain = compileIam(compile({}), principal, options);
    expect(compileIam(compile({ unsafeReportOnly, unsafePath }), principal, options)).toEqual(plain);
    // What a route only reports is no grant.
    expect(JSON.stringify(plain.document).includes('GET/objects')).toBe(scope === 'read');
  }
});
