/**
 * A process that runs the authorizer as Lambda would, with a clock that can be set forward while it stands still: a
 * frozen environment keeps no time, and wakes up later than its timers know.
 */
import process from 'node:process';
import { tokenAuthorizer } from '@sallyport/lambda';

let aheadMs = 0;
const handler = tokenAuthorizer(JSON.parse(process.argv[2] ?? ''), {
  env: {},
  log: () => undefined,
  // The longest back-off that there is: a failure that counted would show.
  ports: { clock: () => Date.now() + aheadMs, random: () => 0.999 },
});

interface Invocation {
  readonly id: number;
  readonly aheadMs: number;
  readonly event: unknown;
}

process.on('message', (message: Invocation) => {
  aheadMs = message.aheadMs;
  const { id } = message;
  handler(message.event, {}).then(
    ({ policyDocument }) => process.send?.({ id, verdict: JSON.stringify(policyDocument) }),
    (error: unknown) => process.send?.({ id, verdict: error instanceof Error ? error.message : 'unknown' }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, verdict: 'ready' });
