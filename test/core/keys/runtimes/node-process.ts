/**
 * A process that serves the key gate on Node; `runtimes.ts` starts it, and gets the port as a message.
 */
import process from 'node:process';
import { serveHandler } from '../../../support/loopback.ts';
import { createKeyGate } from './key-gate.ts';

const [, , cases = '[]', issuers = ''] = process.argv;
const gate = createKeyGate(JSON.parse(cases), issuers);
const { port } = await serveHandler(() => (request) => gate(request, () => undefined));
process.on('disconnect', () => process.exit(0));
process.send?.(port);
