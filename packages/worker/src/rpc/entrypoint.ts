/**
 * The export that other Workers call over a service binding: a class with two methods, over one policy.
 *
 * Trust: whoever can bind this Worker can call it; it answers about what callers send, and knows no other caller.
 * Does not: import `cloudflare:workers`, which Node does not have; the caller hands in its `WorkerEntrypoint`.
 */
import type { Policy } from '@sallyport/core';
import { toDefect } from '../denial.ts';
import type { WaitUntil } from '../environment.ts';
import type { ExecutionContext } from '../gateway.ts';
import { parseRpcRequest, parseText, type RpcRequest } from './arguments.ts';
import { type RpcDecision, toRpcDecision } from './decision.ts';
import { SallyportFault } from './fault.ts';
import { createRpcGate, openRpcGate, type RpcGate, type RpcOptions } from './gate.ts';
import { type TokenValidation, validateToken } from './validation.ts';

/** What a bound Worker can call. */
export interface RpcMethods {
  /**
   * Decides a request as the gateway would, except for what the gateway answers itself: preflights and its own paths.
   *
   * **Test `effect`, never the result**: a denial is an object, so `if (await env.AUTH.authorize(...))` lets all through.
   * A fault is a denial too, with 503 in its `answer`.
   * @throws TypeError where the argument is no request: a mistake of the calling code.
   */
  authorize(request: RpcRequest): Promise<RpcDecision>;
  /**
   * The token's facts if it is valid for the policy's `resource`, given exactly as the policy writes it; else null.
   *
   * Null for every denial, for a token with `cnf`, for another resource, and unless `aud` contains the resource.
   * @throws SallyportFault where it cannot be told (keys unreachable, a defect); TypeError where an argument is no text.
   */
  validateToken(resource: string, token: string): Promise<TokenValidation | null>;
}

/** `WorkerEntrypoint` of `cloudflare:workers`, or a class that extends it. */
export type WorkerEntrypointClass = abstract new (ctx: never, env: never) => object;

/** The class of an entrypoint: that of the base, with both methods. */
export type RpcEntrypointClass<Base extends WorkerEntrypointClass> = new (
  ...parameters: ConstructorParameters<Base>
) => InstanceType<Base> & RpcMethods;

/**
 * The entrypoint: `export const Sallyport = createRpcEntrypoint(WorkerEntrypoint, policy)`, bound by name as `entrypoint`.
 *
 * With `options.env` the gate is constructed here; without, from the environment of an isolate's first call. While its
 * policy or environment has errors, `authorize` denies `internal_error` and `validateToken` throws.
 * @throws PolicyError where `options.env` is given and the policy or the environment has errors.
 */
export function createRpcEntrypoint<Base extends WorkerEntrypointClass>(
  base: Base,
  policy: Policy,
  options?: RpcOptions,
): RpcEntrypointClass<Base>;
export function createRpcEntrypoint(
  base: abstract new (ctx: ExecutionContext, env: object) => object,
  policy: Policy,
  options: RpcOptions = {},
): new (
  ctx: ExecutionContext,
  env: object,
) => RpcMethods {
  let shared: RpcGate | 'defect' | null = options.env ? createRpcGate(policy, options.env, options) : null;

  // RPC reaches what stands on the prototype: these two methods. Fields and private members stay inside.
  return class extends base implements RpcMethods {
    readonly #env: object;
    readonly #ctx: ExecutionContext;

    constructor(ctx: ExecutionContext, env: object) {
      super(ctx, env);
      this.#env = env;
      this.#ctx = ctx;
    }

    async authorize(request: RpcRequest): Promise<RpcDecision> {
      const { method, url, headers } = parseRpcRequest(request);
      const gate = this.#open();
      if (gate === 'defect') return toRpcDecision(toDefect(method, 'policy'));
      const { lookAlikes } = gate.authorizer.policy.worker;
      const waitUntil = this.#waitUntil();
      const startedAtMs = gate.ports.clock();
      const decision = await gate.authorizer.authorize({ method, url, headers, lookAlikes, waitUntil });
      gate.tell(decision, { waitUntil, startedAtMs, headers });
      return toRpcDecision(decision);
    }

    async validateToken(resource: string, token: string): Promise<TokenValidation | null> {
      const asked = { resource: parseText(resource, 'resource'), token: parseText(token, 'token') };
      const gate = this.#open();
      if (gate === 'defect') throw new SallyportFault('internal_error', null);
      return validateToken(gate, asked.resource, asked.token, this.#waitUntil());
    }

    #open(): RpcGate | 'defect' {
      const { exports } = this.#ctx;
      shared ??= openRpcGate(policy, this.#env, exports ? { exports, ...options } : options);
      return shared;
    }

    #waitUntil(): WaitUntil {
      const ctx = this.#ctx;
      return (work) => ctx.waitUntil(work);
    }
  };
}
