/** Preloaded into a tool: a name looked up or an address connected to beyond this machine ends the tool, and says which. */
const dns = require('node:dns');
const net = require('node:net');

const LOCAL = new Set(['localhost', '127.0.0.1', '::1']);

const refuse = (host) => {
  if (host === undefined || LOCAL.has(host)) return;
  process.stderr.write(`\nrefused: a tool asked for ${host}\n`);
  process.exit(97);
};

for (const owner of [dns, dns.promises]) {
  for (const name of Object.keys(owner).filter((key) => /^(lookup|resolve)/.test(key))) {
    const own = owner[name];
    owner[name] = function (host, ...rest) {
      refuse(host);
      return own.call(this, host, ...rest);
    };
  }
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  // Either connect(options), connect(port, host) or the list that node:net makes of them; a path is a pipe of this machine.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) refuse(first.path ? undefined : first.host);
  else if (typeof second === 'string') refuse(second);
  return connect.apply(this, args);
};
