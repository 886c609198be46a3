/**
 * The process that runs the built authorizer as Lambda would: one bundle, one invocation at a time, its `fetch` led to
 * the local issuers.
 *
 * Started by `lambda.ts` with the bundle's path and the outbound address as arguments.
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [, , bundlePath, outboundUrl] = process.argv;
const directFetch = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const relayed = new URL(outboundUrl ?? '');
  relayed.searchParams.set('url', request.url);
  const response = await directFetch(relayed, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    signal: request.signal,
  });
  if (response.status === 599) throw new TypeError('fetch failed');
  return response;
};

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
