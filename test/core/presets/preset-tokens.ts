/**
 * Tokens in a provider's shape at a policy that has nothing but the provider's preset, and what comes of them.
 */
import { createWebPorts, type IssuerEntry, type Principal, type RequirementEntry } from '@sallyport/core';
import { createExplainer, type Explanation } from '@sallyport/core/explain';
import { createTestIssuer, type TestIssuer, type TestIssuerOptions, type TestPreset } from '@sallyport/core/testing';
import { createTestAuthorizer } from '../../support/authorizer.ts';

/** Where the clock stands, in epoch seconds. */
export const NOW = 1_800_000_000;

/** What else the policy must say for a preset whose data cannot tell. */
export const ALSO_NAMED: Partial<Record<string, Partial<IssuerEntry>>> = {
  'entra-b2c': {
    jwksUri: 'https://acme.b2clogin.com/acme.onmicrosoft.com/b2c_1_signin/discovery/v2.0/keys',
  },
  workos: { jwksUri: 'https://api.workos.com/sso/jwks/client_acme' },
  fusionauth: { jwksUri: 'https://login.acme.dev/.well-known/jwks.json' },
  'github-actions': { require: { claims: { repository_owner_id: '123456' } } },
};

/** The header of a preset that has one of its own. */
const HEADERS: Partial<Record<TestPreset, string>> = {
  'google-iap': 'x-goog-iap-jwt-assertion',
  'cloudflare-access': 'cf-access-jwt-assertion',
};

/** The provider, in the shape of its preset, at a clock that stands. */
export function createProvider(preset: TestPreset, options: TestIssuerOptions = {}): TestIssuer {
  return createTestIssuer({ preset, clock: () => NOW * 1000, ...options });
}

/** What a fixture may set beside the token. */
export interface Setting {
  readonly audience: string;
  readonly entry?: Partial<IssuerEntry>;
  readonly requirement?: RequirementEntry;
  /** Default: where the preset reads. */
  readonly header?: string;
}

/** The principal that a token makes at the one route of a policy whose issuer is the provider, or its `reason (about)`. */
export async function present(
  preset: TestPreset,
  provider: TestIssuer,
  token: string,
  setting: Setting,
): Promise<Principal | string | null> {
  const { policy, ports, request } = toBench(preset, provider, token, setting);
  const decision = await createTestAuthorizer(policy, ports).authorize(request);
  if (decision.effect === 'allow') return decision.principal;
  return decision.about === null ? decision.reason : `${decision.reason} (${decision.about})`;
}

/** What is said of the same token to whoever asks why. */
export function explain(
  preset: TestPreset,
  provider: TestIssuer,
  token: string,
  setting: Setting,
): Promise<Explanation> {
  const { policy, ports, request } = toBench(preset, provider, token, setting);
  return createExplainer(policy, ports, 'network').explain(request);
}

function toBench(
  preset: TestPreset,
  provider: TestIssuer,
  token: string,
  { audience, entry, requirement, header = HEADERS[preset] ?? 'authorization' }: Setting,
) {
  const main = { preset, issuer: provider.issuer, audience, ...ALSO_NAMED[preset], ...entry };
  const policy = { issuers: { main }, routes: { '/*': requirement ?? 'authenticated' } } as const;
  const ports = createWebPorts({ clock: () => NOW * 1000, fetch: provider.fetchPort });
  const headers = new Headers({ [header]: header === 'authorization' ? `Bearer ${token}` : token });
  return { policy, ports, request: { method: 'GET', url: 'https://api.test/orders', headers } };
}
