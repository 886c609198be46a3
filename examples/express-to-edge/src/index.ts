import { createGatewayWorker, createKeyEntrypoint } from '@sallyport/worker';
import { policy } from '../.sallyport/policy.ts';

export default createGatewayWorker(policy);

// Fetches issuers' keys once for all isolates of a location; the gateway finds it by this name.
export const SallyportKeys = createKeyEntrypoint(policy);
