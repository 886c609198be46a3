/** The parity table: every access form, token, kind of path and method, one policy. */
import type { AccessEntry, PolicyDocument } from '@sallyport/core';
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';

export const AUDIENCE = 'https://api.acme.dev';
export const staff: TestIssuer = createTestIssuer({ issuer: 'https://staff.acme.dev', audience: AUDIENCE });
export const machines: TestIssuer = createTestIssuer({ issuer: 'https://machines.acme.dev', audience: AUDIENCE });
const stranger = createTestIssuer({ issuer: 'https://stranger.acme.dev', audience: AUDIENCE });

const FORMS: Readonly<Record<string, AccessEntry>> = {
  public: 'public',
  optional: 'optional',
  authenticated: 'authenticated',
  deny: 'deny',
  scopes: { scopes: ['read', 'write'] },
  anyscope: { scopes: { anyOf: ['read', 'other'] } },
  roles: { roles: ['admin'], permissions: ['p'], groups: ['g'] },
  issuer: { issuer: 'staff', scopes: ['read'] },
  client: { client: { anyOf: ['web', 'app'] } },
  claims: {
    claims: {
      level: { gte: 2 },
      org: { anyOf: ['acme', 'acme-eu'] },
      tags: { contains: 'x' },
      mail: { prefix: 'ann' },
    },
  },
  tree: {
    anyOf: [{ allOf: [{ scopes: ['read'] }, { roles: ['owner'] }] }, { claims: { org: 'acme' }, scopes: ['write'] }],
  },
};

/** Routes by form: a literal, a parameter that is bound to the subject too, and a wildcard. */
function toRoutes(): Record<string, AccessEntry> {
  const routes: Record<string, AccessEntry> = { '/own/:user': { claims: { sub: { param: 'user' } } } };
  for (const [form, access] of Object.entries(FORMS)) {
    routes[`/${form}/literal`] = access;
    routes[`/${form}/by/:id`] = access;
    routes[`/${form}/under/*`] = access;
    routes[`GET /${form}/read-only`] = access;
  }
  return routes;
}

export const policy: PolicyDocument = {
  audience: AUDIENCE,
  issuers: { staff: { issuer: staff.issuer }, machines: { issuer: machines.issuer } },
  routes: toRoutes(),
  worker: { identityHeaders: { 'x-subject': 'subject', 'x-issuer': 'issuer' } },
  log: { decisions: 'all', subject: 'plain' },
};

const full = {
  subject: 'ann',
  clientId: 'web',
  scopes: ['read', 'write'],
  roles: ['admin', 'owner'],
  permissions: ['p'],
  groups: ['g'],
};
const claims = { level: 3, org: 'acme', tags: ['x'], mail: 'ann@acme.dev' };

/** Tokens by kind; `none` stands for no token. `bad` ones fail before the requirement. */
export const TOKENS: Readonly<Record<string, { readonly bad: boolean; readonly mint: () => Promise<string | null> }>> =
  {
    none: { bad: false, mint: async () => null },
    good: { bad: false, mint: () => staff.mint(claims, full) },
    expired: { bad: true, mint: () => staff.mint(claims, { ...full, expiresInSeconds: -600 }) },
    wrongAudience: { bad: true, mint: () => staff.mint(claims, { ...full, audience: 'https://other.acme.dev' }) },
    foreignKey: { bad: true, mint: () => staff.mint(claims, { ...full, key: 'foreign' }) },
    otherIssuer: { bad: false, mint: () => machines.mint(claims, full) },
    unknownIssuer: { bad: true, mint: () => stranger.mint(claims, full) },
    lacking: { bad: false, mint: () => staff.mint({}, { subject: 'bob' }) },
  };

export interface ParityCase {
  readonly form: string;
  readonly token: string;
  readonly method: string;
  readonly target: string;
}

/** Every combination. */
export function toCases(): readonly ParityCase[] {
  const targets = (form: string): readonly string[] => [
    `/${form}/literal`,
    `/${form}/by/7`,
    `/${form}/under/a/b`,
    `/${form}/read-only`,
    `/${form}/nothing`,
    `/${form}//literal`,
    `/${form}/by/a%2fb`,
  ];
  const paths = [
    ...Object.keys(FORMS).flatMap((form) => targets(form).map((target) => ({ form, target }))),
    { form: 'own', target: '/own/ann' },
    { form: 'own', target: '/own/bob' },
  ];
  return paths.flatMap(({ form, target }) =>
    Object.keys(TOKENS).flatMap((token) => ['GET', 'HEAD', 'POST'].map((method) => ({ form, token, method, target }))),
  );
}
