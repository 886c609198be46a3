/**
 * The process that runs the built authorizer as Lambda would: one bundle, one invocation at a time, its `fetch` led to
 * the local issuers.
 *
 * Started by `lambda.ts` with the bundle's path and the outbound address as arguments.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createRelayFetch } from '../issuers/relay.ts';

const [, , bundlePath, outboundUrl] = process.argv;

globalThis.fetch = createRelayFetch(outboundUrl ?? '', globalThis.fetch);

const { handler } = await import(pathToFileURL(bundlePath ?? '').href);

process.on('message', (message: { readonly id: number; readonly event: unknown }) => {
  const { id, event } = message;
  Promise.resolve()
    .then(() => handler(event, { functionName: 'authorizer', awsRequestId: `local-${id}` }))
    .then(
      (result: unknown) => process.send?.({ id, result }),
      // The runtime reports an error by its message: exactly "Unauthorized" becomes a 401.
      (error: unknown) => process.send?.({ id, errorMessage: error instanceof Error ? error.message : String(error) }),
    );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, result: 'ready' });
