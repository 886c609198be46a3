/**
 * When a gate is constructed: with its Worker where the environment is given, else at an isolate's first request.
 */
import { PolicyError } from '@sallyport/core';
import type { RuntimeOptions } from './environment.ts';
import { logProblem, toErrorName } from './log.ts';

/** The gate of an isolate, or `defect` where it could not be constructed. */
export type Opening<Gate> = (env: object, exports: object | undefined) => Gate | 'defect';

/**
 * Constructs the gate once: here where `options.env` is given, else from the environment and exports of the first call.
 *
 * At a first call nobody can catch an error: it is logged, once, and the isolate stays closed until the next deploy.
 * @throws What `create` throws, where `options.env` is given.
 */
export function createOpening<Gate extends object, Options extends RuntimeOptions>(
  create: (env: object, options: Options) => Gate,
  options: Options,
): Opening<Gate> {
  let gate: Gate | 'defect' | null = options.env ? create(options.env, options) : null;
  return (env, exports) => {
    gate ??= openOrDefect(() => create(env, exports ? { exports, ...options } : options));
    return gate;
  };
}

function openOrDefect<Gate>(open: () => Gate): Gate | 'defect' {
  try {
    return open();
  } catch (error) {
    const findings = error instanceof PolicyError ? error.findings : [];
    logProblem('defect', { error: toErrorName(error), findings });
    return 'defect';
  }
}
