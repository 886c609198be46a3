import { env, exports } from 'cloudflare:workers';
import { createKeyEntrypoint } from '@sallyport/worker';
import { policy } from '../.sallyport/policy.ts';
import { createApp } from './app.ts';

export default createApp({ env, exports });

// Fetches issuers' keys once for all isolates of a location; the middleware finds it among the exports.
export const SallyportKeys = createKeyEntrypoint(policy) satisfies ExportedHandler<Env>;
