/**
 * A package registry on loopback that has the packed packages, and sends whoever asks for others to the real one.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const REAL = 'https://registry.npmjs.org';

/**
 * @param {readonly import('../package/pack.mjs').Packed[]} packages
 * @returns {Promise<{ url: string, asked: string[], close: () => void }>} `asked`: names of ours that were installed.
 */
export async function serveRegistry(packages) {
  /** @type {string[]} */
  const asked = [];
  let url = '';
  const server = createServer(({ url: target = '/' }, answer) => {
    const path = decodeURIComponent(target);
    const packed = packages.find(({ name }) => path === `/${name}`);
    if (packed !== undefined) {
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(toPackument(packed, url)));
      return;
    }
    const wanted = packages.find(({ name }) => path === `/tarballs/${name}.tgz`);
    if (wanted === undefined) {
      answer.writeHead(302, { location: `${REAL}${target}` }).end();
      return;
    }
    asked.push(wanted.name);
    answer.end(readFileSync(wanted.tarball));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry has no port');
  url = `http://127.0.0.1:${address.port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url, asked, close };
}

/** @param {import('../package/pack.mjs').Packed} packed @param {string} url */
function toPackument({ name, version, manifest, tarball }, url) {
  const bytes = readFileSync(tarball);
  const dist = {
    tarball: `${url}/tarballs/${name}.tgz`,
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
  };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
