/**
 * A Lambda function as AWS runs one: the runtime client around a bundle, in a process that can be frozen.
 */
import { startProgram } from '../authorizer/program.mjs';
import { RUNTIME_CLIENT } from './install.mjs';
import { startRuntimeApi } from './runtime-api.mjs';

/** A Node of Lambda's: its binary, the name of its runtime, and the flags that the managed runtime starts it with. */
/** @typedef {{ name: string, binary: string, runtime: string, flags: readonly string[] }} LambdaNode */

/**
 * @typedef {object} LambdaFunction
 * @property {import('./runtime-api.mjs').RuntimeApi} api
 * @property {(event: unknown) => Promise<import('./runtime-api.mjs').Outcome>} invoke
 * @property {() => Promise<void>} freeze - Stops the process once it has answered, as Lambda does.
 * @property {() => void} thaw
 * @property {() => string} printed - Its log.
 * @property {Promise<number | string>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * Starts one.
 *
 * @param {LambdaNode} node
 * @param {{ folder: string, handler?: string, env?: Record<string, string> }} deployment
 * @returns {Promise<LambdaFunction>}
 */
export async function startFunction(node, { folder, handler = 'index.handler', env = {} }) {
  const api = await startRuntimeApi();
  const program = startProgram(node.binary, [...node.flags, RUNTIME_CLIENT, handler], {
    cwd: folder,
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_EXECUTION_ENV: node.runtime,
      AWS_LAMBDA_FUNCTION_NAME: 'authorizer',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/authorizer',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_REGION: 'eu-west-1',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
      ...env,
    },
  });
  const died = program.ended.then((end) => {
    throw new Error(`the function ended with ${end}\n${program.printed()}`);
  });
  died.catch(() => {});
  return {
    api,
    invoke: (event) => Promise.race([api.invoke(event), died]),
    freeze: async () => {
      await Promise.race([api.waiting(), died]);
      program.child.kill('SIGSTOP');
    },
    thaw: () => {
      program.child.kill('SIGCONT');
    },
    printed: program.printed,
    ended: program.ended,
    stop: async () => {
      // The runtime client waits for the next event for ever; a frozen process takes this signal too.
      program.child.kill('SIGKILL');
      await program.ended;
      await api.stop();
    },
  };
}
