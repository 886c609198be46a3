/**
 * Sallyport as the fuzzer asks it: through `authorize`, with the keys in the policy and with the keys fetched.
 */
import { type Authorizer, createAuthorizer, createWebPorts, type Decision, PolicyError } from '@sallyport/core';
import type { FuzzCase } from './build.ts';
import { JWKS_URI, type Scene, toPolicy } from './scenes.ts';

/** What a decider says. `policy_refused`: no gate starts with this key set, for the findings in `about`. */
export type Answer =
  | { readonly effect: 'allow'; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly effect: 'deny'; readonly reason: string; readonly about: string | null };

/** One way to ask for a decision. */
export interface Decider {
  readonly name: string;
  readonly decide: (fuzzCase: FuzzCase) => Promise<Answer>;
}

/** Keys written in the policy. A set that is no JSON cannot be written there. */
export function createInlineDecider(): Decider {
  return createDecider('inline', ({ scene, body }) =>
    createAuthorizer(toPolicy(scene, { jwks: JSON.parse(body) }), toPorts(scene, '')),
  );
}

/** Keys fetched from an issuer that always answers. */
export function createRemoteDecider(): Decider {
  return createDecider('jwksUri', ({ scene, body }) =>
    createAuthorizer(toPolicy(scene, { jwksUri: JWKS_URI }), toPorts(scene, body)),
  );
}

function createDecider(name: string, create: (fuzzCase: FuzzCase) => Authorizer): Decider {
  // One authorizer serves every case of a scene with unchanged keys, as a gate does: what it remembers is tested too.
  const known = new Map<Scene, Authorizer>();
  return {
    name,
    decide: async (fuzzCase) => {
      let authorizer = fuzzCase.keys === 'own' ? known.get(fuzzCase.scene) : undefined;
      try {
        authorizer ??= create(fuzzCase);
      } catch (error) {
        if (error instanceof SyntaxError) return { effect: 'deny', reason: 'policy_refused', about: 'no JSON' };
        if (!(error instanceof PolicyError)) throw error;
        const codes = new Set(error.findings.filter(({ level }) => level === 'error').map(({ code }) => code));
        return { effect: 'deny', reason: 'policy_refused', about: [...codes].sort().join(' ') };
      }
      if (fuzzCase.keys === 'own') known.set(fuzzCase.scene, authorizer);
      const first = await present(authorizer, fuzzCase.authorization);
      if (first.effect === 'deny' && fuzzCase.number % 8 !== 0) return toAnswer(first);
      const again = await present(authorizer, fuzzCase.authorization);
      const isSame = first.effect === again.effect && first.reason === again.reason;
      return isSame ? toAnswer(again) : { effect: 'deny', reason: 'changed_its_mind', about: again.reason ?? 'allow' };
    },
  };
}

function toPorts({ nowSeconds }: Scene, body: string): ReturnType<typeof createWebPorts> {
  return createWebPorts({
    clock: () => nowSeconds * 1000,
    fetch: async () => new Response(body, { headers: { 'content-type': 'application/jwk-set+json' } }),
  });
}

// Verbatim: `Headers` would trim the value, or refuse to hold it.
function present(authorizer: Authorizer, authorization: string | null): Promise<Decision> {
  const get = (name: string): string | null => (name.toLowerCase() === 'authorization' ? authorization : null);
  return authorizer.authorize({ method: 'GET', url: '/', headers: { get } });
}

function toAnswer(decision: Decision): Answer {
  if (decision.effect === 'deny') return { effect: 'deny', reason: decision.reason, about: decision.about };
  return { effect: 'allow', claims: decision.principal?.claims ?? {} };
}
