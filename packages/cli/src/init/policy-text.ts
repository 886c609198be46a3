/**
 * The policy of a new project: one issuer, a few routes, and the tests that hold them.
 *
 * Does not: ask for a fact that the provider's tokens do not have.
 */
import type { Preset, RequirementEntry, SupposedToken } from '@sallyport/core';
import type { InitAnswers } from './answers.ts';

/** The name of the one issuer. */
export const ISSUER_NAME = 'main';

interface ExampleRoute {
  readonly comment: string;
  readonly key: string;
  readonly access: string | RequirementEntry;
}

interface ExampleTest {
  readonly request: string;
  readonly token?: SupposedToken;
  readonly expect: string;
}

/** The text of `sallyport.jsonc`. */
export function toPolicyText(answers: InitAnswers): string {
  const routes = listRoutes(answers);
  const lines = [
    '  "$schema": "./node_modules/sallyport/schema.json",',
    '  "issuers": {',
    ...toIssuerComment(answers).map((line) => `    // ${line}`),
    `    ${JSON.stringify(ISSUER_NAME)}: ${toLine(toIssuer(answers))}`,
    '  },',
    '  // Whatever is not listed is denied. The most specific route wins, in whatever order they stand.',
    '  "routes": {',
    ...routes.flatMap(({ comment, key, access }, at) => [
      `    // ${comment}`,
      `    ${JSON.stringify(key)}: ${toLine(access)}${at === routes.length - 1 ? '' : ','}`,
    ]),
    '  },',
    ...(answers.gate === 'lambda' ? [] : WORKER_SECTION),
    ...(answers.gate === 'worker' ? [] : API_GATEWAY_SECTION),
    '  // Run by `sallyport test`, without a network.',
    '  "tests": [',
    listTests(answers)
      .map((test) => `    ${toLine(test)}`)
      .join(',\n'),
    '  ]',
  ];
  return `{\n${lines.join('\n')}\n}\n`;
}

const WORKER_SECTION = [
  '  "worker": {',
  '    // What the origin may believe; copies that a client sends are dropped.',
  '    "identityHeaders": { "X-User-Issuer": "issuer", "X-User-Id": "subject" }',
  '  },',
];

const API_GATEWAY_SECTION = [
  '  // What is deployed: template.yaml says the same.',
  '  "apiGateway": { "kind": "rest-token", "resultTtlSeconds": 300, "unknownPaths": "never" },',
];

function toIssuerComment({ issuerKind, preset }: InitAnswers): readonly string[] {
  if (issuerKind === 'local') {
    return [
      'Stands for your own issuer: nobody can own a .test name, and `sallyport dev` stands in for it.',
      'Write yours here before you deploy; until then every token is refused there.',
    ];
  }
  const where = preset === null ? 'Its keys come from its own metadata' : `${preset.title}: the preset knows the rest`;
  return [`Who signs your tokens. ${where}.`];
}

function toIssuer({ preset, issuer, audience, jwksUri, require }: InitAnswers): object {
  return {
    ...(preset === null ? {} : { preset: preset.name }),
    issuer,
    audience,
    ...(jwksUri === null ? {} : { jwksUri }),
    ...(require === null ? {} : { require: { claims: { [require.claim]: require.value } } }),
  };
}

function listRoutes({ preset, gate }: InitAnswers): readonly ExampleRoute[] {
  const isScoped = hasFact(preset, 'scopes');
  const order = isScoped ? 'A token with this scope.' : 'Any good token: this provider has no scopes.';
  return [
    { comment: 'Open to anyone.', key: 'GET /health', access: 'public' },
    { comment: order, key: 'GET /orders/:id', access: toScoped(preset, 'read:orders') },
    ...(gate === 'worker'
      ? []
      : [{ comment: 'The same for writing.', key: 'POST /orders', access: toScoped(preset, 'write:orders') }]),
    speaksForPeople(preset)
      ? {
          comment: 'Everybody has a place of their own, and nobody another.',
          key: '/users/:user/*',
          access: { claims: { sub: { param: 'user' } } },
        }
      : { comment: 'Any good token.', key: '/users/:user/*', access: 'authenticated' },
    ...(gate === 'worker' ? [] : [{ comment: 'For a few.', key: '/admin/*', access: toAdmin(preset) }]),
  ];
}

/** Whether `sub` names somebody a path could name. */
function speaksForPeople(preset: Preset | null): boolean {
  return preset?.name !== 'github-actions' && preset?.name !== 'kubernetes';
}

function toScoped(preset: Preset | null, scope: string): ExampleRoute['access'] {
  return hasFact(preset, 'scopes') ? { scopes: [scope] } : 'authenticated';
}

function toAdmin(preset: Preset | null): ExampleRoute['access'] {
  if (hasFact(preset, 'roles')) return { roles: ['admin'] };
  return hasFact(preset, 'groups') ? { groups: ['admin'] } : 'deny';
}

function hasFact(preset: Preset | null, fact: 'scopes' | 'roles' | 'groups'): boolean {
  return preset === null || preset.claimMappings[fact] !== undefined;
}

function listTests(answers: InitAnswers): readonly ExampleTest[] {
  const { preset, gate } = answers;
  const toToken = (claims: Record<string, unknown>, facts: Partial<SupposedToken> = {}): SupposedToken => {
    const held = answers.require === null ? claims : { [answers.require.claim]: answers.require.value, ...claims };
    return { issuer: ISSUER_NAME, ...facts, ...(Object.keys(held).length === 0 ? {} : { claims: held }) };
  };
  const isScoped = hasFact(preset, 'scopes');
  const withScope = (scope: string): SupposedToken => toToken({}, isScoped ? { scopes: [scope] } : {});
  const toOrderTests = (request: string, scope: string): readonly ExampleTest[] => [
    { request, token: withScope(scope), expect: 'allow' },
    ...(isScoped ? [{ request, token: toToken({}), expect: 'deny:scope_insufficient' }] : []),
  ];
  return [
    { request: 'GET /health', expect: 'allow' },
    { request: 'GET /orders/1', expect: 'deny:token_missing' },
    ...toOrderTests('GET /orders/1', 'read:orders'),
    ...(gate === 'worker' ? [] : toOrderTests('POST /orders', 'write:orders')),
    { request: 'GET /users/ann/orders', token: toToken({ sub: 'ann' }), expect: 'allow' },
    ...(speaksForPeople(preset)
      ? [{ request: 'GET /users/ann/orders', token: toToken({ sub: 'bob' }), expect: 'deny:claim_unmet' }]
      : []),
    ...(gate === 'worker' ? [] : listAdminTests(toAdmin(preset), toToken)),
    ...listForeignTests(answers),
    { request: 'GET /elsewhere', expect: 'deny:route_unmatched' },
  ];
}

/** A token that the provider gave to somebody else. */
function listForeignTests({ require }: InitAnswers): readonly ExampleTest[] {
  if (require === null) return [];
  const token = { issuer: ISSUER_NAME, claims: { [require.claim]: `not-${require.value}` } };
  return [{ request: 'GET /orders/1', token, expect: 'deny:claim_unmet' }];
}

function listAdminTests(
  access: ExampleRoute['access'],
  toToken: (claims: Record<string, unknown>, facts?: Partial<SupposedToken>) => SupposedToken,
): readonly ExampleTest[] {
  const request = 'GET /admin/users';
  if (typeof access === 'string') return [{ request, token: toToken({}), expect: 'deny:route_denied' }];
  const isRole = 'roles' in access;
  return [
    { request, token: toToken({}, isRole ? { roles: ['admin'] } : { groups: ['admin'] }), expect: 'allow' },
    { request, token: toToken({}), expect: isRole ? 'deny:role_missing' : 'deny:group_missing' },
  ];
}

/** JSON on one line, spaced as people write it. */
function toLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${toLine(member)}`);
  return `{ ${members.join(', ')} }`;
}
