/**
 * The peer: the least authorizer that aws-jwt-verify makes, with its keys loaded, bundled as ours is.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { AUDIENCE } from '../authorizer/issuer.mjs';
import { ROOT } from '../run.mjs';

/** @param {{ issuer: string, jwksUri: string, jwks: object }} input */
function toSource({ issuer, jwksUri, jwks }) {
  return `
import { JwtVerifier } from 'aws-jwt-verify';
const verifier = JwtVerifier.create(${JSON.stringify({ issuer, audience: AUDIENCE, jwksUri })});
verifier.cacheJwks(${JSON.stringify(jwks)});
export const handler = async (event) => {
  const token = event.authorizationToken.replace(/^bearer +/i, '');
  try {
    const { sub } = await verifier.verify(token);
    const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }];
    return { principalId: sub, policyDocument: { Version: '2012-10-17', Statement } };
  } catch {
    throw new Error('Unauthorized');
  }
};
`;
}

/**
 * Bundles it.
 *
 * @param {string} folder
 * @param {import('@sallyport/core/testing').TestIssuer} issuer
 * @returns {Promise<string>} The module.
 */
export async function buildPeer(folder, issuer) {
  const source = toSource({ issuer: issuer.issuer, jwksUri: issuer.urls.jwks, jwks: await issuer.jwks() });
  const { outputFiles } = await build({
    stdin: { contents: source, loader: 'js', resolveDir: ROOT, sourcefile: 'authorizer.js' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    // It imports modules of Node; ours imports nothing. All else is as `sallyport build` has it.
    platform: 'node',
    target: 'node22',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    outfile: 'index.mjs',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote no file');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'index.mjs');
  writeFileSync(path, file.contents);
  return path;
}
