import { createGatewayWorker } from '@sallyport/worker';
import { policy } from '../.sallyport/policy.ts';

export default createGatewayWorker(policy) satisfies ExportedHandler<Env>;
