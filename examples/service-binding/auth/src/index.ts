import { WorkerEntrypoint } from 'cloudflare:workers';
import { createRpcEntrypoint } from '@sallyport/worker';
import { policy } from '../../.sallyport/policy.ts';

// What other Workers bind as "entrypoint": "Sallyport".
export const Sallyport = createRpcEntrypoint(WorkerEntrypoint, policy);

// Nothing is served over HTTP.
export default { fetch: () => new Response(null, { status: 404 }) } satisfies ExportedHandler<Env>;
