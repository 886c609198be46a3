/**
 * Preloaded into a process that must stay alone: whatever opens a connection or asks for a name ends it.
 */
import dns from 'node:dns';
import { Socket } from 'node:net';

const refuse = () => {
  process.stderr.write('the network was used');
  process.exit(70);
};
Socket.prototype.connect = refuse;
dns.lookup = refuse;
globalThis.fetch = refuse;
