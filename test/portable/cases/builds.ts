/**
 * The hash of a policy, and the same decisions from its document and from what a build stores.
 */
import { createAuthorizer, hashPolicy, type PolicyDocument, PolicyError } from '@sallyport/core';
import { createAuthorizer as createBuiltAuthorizer } from '@sallyport/core/built';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { type Case, portable, toText } from '../case.ts';
import { FIXED_KEYS, FIXED_SECRET, fixedToken } from '../fixed-tokens.ts';
import { AUD, ISS, toOutcome, toPolicy, toPorts, toRequest } from '../policies.ts';

const DOCUMENT: PolicyDocument = {
  $schema: './node_modules/sallyport/schema.json',
  issuers: {
    machines: {
      issuer: ISS,
      audience: AUD,
      jwks: { keys: [FIXED_KEYS.ES256 ?? {}, FIXED_KEYS.rsa ?? {}] },
      algorithms: ['ES256', 'PS256'],
    },
    secret: {
      issuer: 'https://secret.acme.dev',
      audience: AUD,
      hmac: { secrets: [`\${SECRET}`], encoding: 'utf8' },
      algorithms: ['HS256'],
    },
  },
  routes: {
    'GET /orders/:id': { scopes: ['read:orders'], issuer: 'machines' },
    'POST /orders/:id': { scopes: ['write:orders'] },
    '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
    '/caf%C3%A9': 'public',
    '/admin/*': 'deny',
    'GET /feed': 'optional',
  },
  log: { decisions: 'all' },
  tests: [{ request: 'GET /caf%C3%A9', expect: 'allow' }],
};
// Computed by hand too, from the canonical JSON of the document with its issuers as a list.
const SHA256 = 'ae753212442d21376ef2864889aeb40d575e54a10db26d9ca32bdd4bc35067ae';

const REQUESTS: readonly (readonly [token: string | null, target: string, method?: string])[] = [
  [fixedToken('ES256'), '/orders/1'],
  [fixedToken('PS256'), '/orders/1'],
  [fixedToken('RS256'), '/orders/1'],
  [fixedToken('ES256'), '/orders/1', 'POST'],
  [fixedToken('ES256'), '/users/user-1/a/b'],
  [fixedToken('ES256'), '/users/user-2/a'],
  [fixedToken('HS256'), '/orders/1'],
  [null, '/caf%c3%a9'],
  [null, '/admin/x'],
  [null, '/feed'],
  ['opaque', '/feed'],
  [null, '/orders/%2e%2e'],
  [null, '/nowhere'],
];

/** Every decision, but for what differs by construction, as text. */
async function decideAll(authorizer: ReturnType<typeof createAuthorizer>): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const [token, target, method] of REQUESTS) {
    texts.push(toText(await authorizer.authorize(toRequest(token, target, method))));
  }
  return texts;
}

export const BUILD_CASES: readonly Case[] = [
  portable('the hash of a document, whatever the order of its members', [SHA256, true, true, false], async () => {
    const hash = await hashPolicy(DOCUMENT);
    const { routes, issuers, tests: _tests, ...rest } = DOCUMENT;
    const reversed = Object.fromEntries(Object.entries(routes).toReversed());
    const swapped = Object.fromEntries(Object.entries(issuers).toReversed());
    return [
      hash,
      hash === (await hashPolicy({ routes: reversed, issuers, ...rest })),
      hash === (await hashPolicy({ ...DOCUMENT, $schema: 'elsewhere' })),
      hash === (await hashPolicy({ ...DOCUMENT, issuers: swapped })),
    ];
  }),
  portable('a built policy has the hash of its document and decides alike, to the byte', [SHA256, 13, 0], async () => {
    const checked = checkPolicy(DOCUMENT, { env: {}, hosts: 'publicOnly', variables: 'assume' });
    const built = await buildPolicy(checked);
    if (built === null) return checked.findings.map(({ code }) => code);
    const env = { SECRET: FIXED_SECRET };
    const stored: typeof built = JSON.parse(JSON.stringify(built));
    const byDocument = await decideAll(createAuthorizer(DOCUMENT, toPorts({ env })));
    const byBuild = await decideAll(createAuthorizer(stored, toPorts({ env })));
    const bySlimCore = await decideAll(createBuiltAuthorizer(stored, toPorts({ env })));
    const differing = byDocument.filter((text, index) => text !== byBuild[index] || text !== bySlimCore[index]);
    return [built.sha256, byDocument.length, differing.length];
  }),
  portable(
    'what those decisions are',
    [
      'allow',
      'allow',
      'deny 401 algorithm_not_allowed',
      'deny 403 scope_insufficient (scopes)',
      'allow',
      'deny 403 claim_unmet (sub)',
      'deny 401 algorithm_not_allowed',
      'allow',
      'deny 403 route_denied',
      'allow',
      'deny 401 token_opaque',
      'deny 400 path_ambiguous (a dot segment)',
      'deny 403 route_unmatched',
    ],
    async () => {
      const authorizer = createAuthorizer(DOCUMENT, toPorts({ env: { SECRET: FIXED_SECRET } }));
      const outcomes: string[] = [];
      for (const [token, target, method] of REQUESTS) {
        outcomes.push(toOutcome(await authorizer.authorize(toRequest(token, target, method))));
      }
      return outcomes;
    },
  ),
  portable(
    'the slim core refuses a document, and a local address in a variable',
    ['malformed-build', 'local-address'],
    async () => {
      const refusals: string[] = [];
      const open = async (document: PolicyDocument, env: Readonly<Record<string, string>>): Promise<void> => {
        try {
          const built = await buildPolicy(checkPolicy(document, { env: {}, hosts: 'publicOnly', variables: 'assume' }));
          createBuiltAuthorizer(built ?? document, toPorts({ env }));
          refusals.push('an authorizer');
        } catch (error) {
          refusals.push(
            error instanceof PolicyError ? error.findings.map(({ code }) => code).join(' ') : String(error),
          );
        }
      };
      await open(toPolicy({ audience: [] }), {});
      await open(toPolicy({ issuer: `\${ISSUER}` }), { ISSUER: 'http://127.0.0.1:8788' });
      return refusals;
    },
  ),
];
