/**
 * The attack tokens through `createAuthorizer`, with the reason of each denial.
 *
 * Keys come inline, as a file given to `decide`, and over the network from an answer that never fails.
 */
import {
  type Authorizer,
  createAuthorizer,
  createKeySource,
  createWebPorts,
  type Decision,
  type FetchPort,
  type Policy,
  PolicyError,
} from '@sallyport/core';
import type { Case, VectorData } from './cases.ts';

export const ATTACK_FILES = ['attack-tokens.json'] as const;

interface AttackVectors {
  readonly now: number;
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: { readonly keys: readonly object[] };
  readonly tokens: readonly AttackToken[];
}

interface AttackToken {
  readonly id: string;
  readonly what: string;
  readonly token: string;
  readonly expect: string;
  /** Alternatives joined by ` or `; empty for any. */
  readonly reason: string;
}

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const NEEDS_PS256 = 'C04';
const ALLOWED = 'allow';

// Vector files are what they were when they were stored; their shape is known and not checked again.
const toVectors = (data: VectorData): AttackVectors => data[ATTACK_FILES[0]] as AttackVectors;

/** Every token against keys that are given. */
export function toInlineCases(data: VectorData): readonly Case[] {
  const vectors = toVectors(data);
  return toCases(vectors, createInlineAuthorizer(vectors, ALGORITHMS));
}

/** Every token against keys that are fetched, and so with a fetch for each `kid` that the set does not hold. */
export function toFetchedCases(data: VectorData): readonly Case[] {
  const vectors = toVectors(data);
  const fetch: FetchPort = async () => Response.json(vectors.jwks);
  const ports = createWebPorts({ clock: () => vectors.now * 1000, fetch });
  const issuer = { jwksUri: 'https://issuer.example/keys' };
  return toCases(vectors, createAuthorizer(toPolicy(vectors, ALGORITHMS, issuer), ports));
}

/** The one token that needs PS256, where the issuer allows it; and the key set written in a policy, which is refused. */
export function toSettingCases(data: VectorData): readonly Case[] {
  const vectors = toVectors(data);
  const allowing = createInlineAuthorizer(vectors, [...ALGORITHMS, 'PS256']);
  return [
    ...vectors.tokens
      .filter(({ id }) => id === NEEDS_PS256)
      .map(({ id, token }) => ({
        id: `${id} with PS256 allowed`,
        expected: [ALLOWED],
        actual: async () => toOutcome(await present(allowing, token)),
      })),
    {
      id: 'the key set, which holds private and symmetric keys, in a policy',
      expected: ['a PolicyError private-key'],
      actual: async () => {
        try {
          createAuthorizer(toPolicy(vectors, ALGORITHMS, { jwks: vectors.jwks }), createWebPorts());
          return 'a policy';
        } catch (error) {
          if (!(error instanceof PolicyError)) throw error;
          return `a PolicyError ${[...new Set(error.findings.map(({ code }) => code))].join(' ')}`;
        }
      },
    },
  ];
}

function createInlineAuthorizer(vectors: AttackVectors, algorithms: readonly string[]): Authorizer {
  const ports = createWebPorts({ clock: () => vectors.now * 1000 });
  const keys = { kind: 'jwks', keys: vectors.jwks.keys } as const;
  return createAuthorizer(toPolicy(vectors, algorithms), ports, {
    keySourceFor: (issuer) => createKeySource({ ...issuer, keys }, ports),
  });
}

function toPolicy({ issuer, audience }: AttackVectors, algorithms: readonly string[], keys: object = {}): Policy {
  return {
    issuers: {
      issuer: {
        issuer,
        audience,
        algorithms,
        tokenTypes: ['at+jwt'],
        requiredClaims: ['sub', 'client_id', 'iat', 'jti'],
        maxLifetimeSeconds: 86_400,
        clockToleranceSeconds: 0,
        ...keys,
      },
    },
    routes: { 'GET /': 'authenticated' },
  };
}

function toCases({ tokens }: AttackVectors, authorizer: Authorizer): readonly Case[] {
  const control = tokens.find(({ id }) => id === 'C01')?.token ?? '';
  const prototypeNames = Reflect.ownKeys(Object.prototype).length;
  return tokens.map((vector) => ({
    id: `${vector.id} ${vector.what}`,
    expected: toExpected(vector),
    actual: async () => {
      const decision = await present(authorizer, vector.token);
      if (Reflect.ownKeys(Object.prototype).length !== prototypeNames) return 'Object.prototype polluted';
      // Claims that pose as another identity (a `principalId`, a second `sub`) change nothing about whose token it is.
      const subject = decision.principal?.subject;
      const isControls = subject === (await present(authorizer, control)).principal?.subject;
      if (decision.effect === 'allow' && !(subject && isControls)) return 'another subject allowed';
      return toOutcome(decision);
    },
  }));
}

function toExpected({ id, expect, reason }: AttackToken): readonly string[] {
  if (id === NEEDS_PS256) return ['deny algorithm_not_allowed'];
  const denials = reason === '' ? ['deny'] : reason.split(' or ').map((one) => `deny ${one}`);
  if (expect === 'accept or reject' || expect === 'reject or accept by trying both') return [ALLOWED, ...denials];
  if (expect === 'no admin scope' || expect.startsWith('accept')) return [ALLOWED];
  return expect.startsWith('reject') ? denials : [];
}

async function present(authorizer: Authorizer, token: string): Promise<Decision> {
  // Verbatim: `Headers` would trim the value, or refuse to hold it.
  const authorization = `Bearer ${token}`;
  return authorizer.authorize({
    method: 'GET',
    url: '/',
    headers: { get: (name) => (name.toLowerCase() === 'authorization' ? authorization : null) },
  });
}

/** `allow`, or `deny` with the reason; anything odd about either is another outcome. */
function toOutcome(decision: Decision): string {
  if (decision.effect === 'deny') {
    const isClients = decision.status === 400 || decision.status === 401;
    return isClients ? `deny ${decision.reason}` : `status ${decision.status} ${decision.reason}`;
  }
  return decision.principal?.scopes.includes('admin') ? 'an admin allowed' : ALLOWED;
}
