import { createGatewayWorker, createKeyEntrypoint } from '@sallyport/worker';
import { policy } from '../.sallyport/policy.ts';

export default createGatewayWorker(policy) satisfies ExportedHandler<Env>;

// Fetches issuers' keys once for all isolates of a location; the gateway finds it by this name.
export const SallyportKeys = createKeyEntrypoint(policy) satisfies ExportedHandler<Env>;
