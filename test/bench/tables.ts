/**
 * What a table's size costs: matching a path, and writing the IAM document of 200 routes.
 */
import { type CompiledPolicy, compilePolicy, type PolicyDocument, type Principal } from '@sallyport/core';
import { compileIam } from '@sallyport/lambda';
import { measure, print } from './rounds.ts';

const SIZES = [10, 100, 1_000, 10_000];
const IAM_ROUTES = 200;
const SCOPES = 23;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const NOW = 1_900_000_000;

function compile(routes: PolicyDocument['routes']): CompiledPolicy {
  const issuers = { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } };
  const { policy, findings } = compilePolicy({ issuers, routes }, { env: {} });
  if (policy === null) throw new Error(JSON.stringify(findings));
  return policy;
}

/** A table of that many routes, four to a resource, each of a depth and a method of its own. */
function toRoutes(count: number): PolicyDocument['routes'] {
  const shapes = ['', '/:id', '/:id/parts', '/:id/parts/:part'];
  const entries = Array.from({ length: count }, (_, index) => {
    const shape = shapes[index % shapes.length] ?? '';
    const method = METHODS[index % METHODS.length] ?? 'GET';
    return [`${method} /resource${Math.floor(index / 4)}${shape}`, { scopes: [`s${index % SCOPES}`] }] as const;
  });
  return Object.fromEntries(entries);
}

/** Matching one path in tables of growing size. */
export async function compareMatching(): Promise<void> {
  const contenders = SIZES.map((size) => {
    const { routes } = compile(toRoutes(size));
    const resources = Math.floor(size / 4);
    const paths = Array.from({ length: 64 }, (_, index) => [`resource${(index * 7) % resources}`, 'x', 'parts', 'y']);
    return {
      name: `${size} routes`,
      run: (turn: number) => {
        const path = paths[turn % paths.length] ?? [];
        if (routes.match('DELETE', null, path) === null) throw new Error('a route was not found');
      },
    };
  });
  print('Matching a path', await measure(contenders, { rounds: 15, turns: 50_000 }));
}

/** The document of 200 routes, for a set of grants that was met before and for new ones. */
export async function compareIam(): Promise<void> {
  const policy = compile(toRoutes(IAM_ROUTES));
  const write = (bits: number): void => {
    const scopes = Array.from({ length: SCOPES }, (_, index) => `s${index}`).filter((_, index) => (bits >> index) & 1);
    const { exact } = compileIam(policy, toPrincipal(scopes), { base: BASE, nowSeconds: NOW });
    if (!exact) throw new Error('a document is not exact');
  };
  const contenders = [
    { name: 'a set of grants met before', run: () => write(0b1010101) },
    { name: 'a new set of grants', run: (turn: number) => write((turn + 1) * 40_503) },
  ];
  print(`The IAM document of ${IAM_ROUTES} routes`, await measure(contenders, { rounds: 11, turns: 20 }));
}

function toPrincipal(scopes: readonly string[]): Principal {
  return {
    issuer: 'main',
    iss: 'https://tokens.acme.dev',
    subject: 'user',
    clientId: null,
    tenant: null,
    scopes,
    permissions: [],
    roles: [],
    groups: [],
    tokenId: null,
    issuedAt: NOW,
    expiresAt: NOW + 900,
    claims: {},
  };
}
