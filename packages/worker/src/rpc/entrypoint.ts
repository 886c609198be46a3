/**
 * The export that other Workers call over a service binding: a class with two methods, over one policy.
 *
 * Trust: whoever can bind this Worker can call it; it answers about what callers send, and knows no other caller.
 * Does not: import `cloudflare:workers`, which Node does not have; the caller hands in its `WorkerEntrypoint`.
 */
import type { Policy } from '@sallyport/core';
import { toDefect } from '../denial.ts';
import type { ExecutionContext, WaitUntil } from '../execution-context.ts';
import { createFront, type Front, type FrontOptions } from '../front.ts';
import { createOpening } from '../opening.ts';
import { parseRpcRequest, parseText, type RpcRequest } from './arguments.ts';
import { type RpcDecision, toRpcDecision } from './decision.ts';
import { SallyportFault } from './fault.ts';
import { type TokenValidation, validateToken } from './validation.ts';

/** Settings of the entrypoint. */
export interface RpcOptions extends FrontOptions {}

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
  const open = createOpening<Front, RpcOptions>((env, given) => createFront(policy, env, given, 'rpc'), options);

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
      const asked = parseRpcRequest(request);
      const front = open(this.#env, this.#ctx.exports);
      if (front === 'defect') return toRpcDecision(toDefect(asked.method, 'policy'));
      return toRpcDecision(await front.decide(asked, this.#waitUntil()));
    }

    async validateToken(resource: string, token: string): Promise<TokenValidation | null> {
      const asked = { resource: parseText(resource, 'resource'), token: parseText(token, 'token') };
      const front = open(this.#env, this.#ctx.exports);
      if (front === 'defect') throw new SallyportFault('internal_error', null);
      return validateToken(front, asked.resource, asked.token, this.#waitUntil());
    }

    #waitUntil(): WaitUntil {
      const ctx = this.#ctx;
      return (work) => ctx.waitUntil(work);
    }
  };
}
