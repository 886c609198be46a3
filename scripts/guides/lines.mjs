/**
 * The lines of the guides that `scripts/check-guides.mjs` runs, in its order, with the packed packages.
 */

export const START = [
  'npx sallyport init my-api --preset okta --issuer https://acme.okta.com/oauth2/default --audience api://default --gate both --yes',
  'cd my-api',
  'npm install',
  'npx sallyport check',
  'npx sallyport test',
  'npx sallyport routes',
];

/** Each beside `npx sallyport dev`, which is the first; the status that curl must show, null for none. */
export const BESIDE_DEV = /** @type {const} */ ([
  ['npx sallyport dev', null],
  ['curl -i http://127.0.0.1:8787/orders/1', 401],
  ['curl -i http://127.0.0.1:8787/orders/1 -H "authorization: Bearer $(npx sallyport token --scope read:orders)"', 200],
  ['curl -i http://127.0.0.1:8787/orders/1 -H "authorization: Bearer $(npx sallyport token)"', 403],
  ['npx sallyport explain --last', null],
  ['npx sallyport token --as okta --scope read:orders', null],
]);

export const DEPLOY = ['npx wrangler dev', 'npx wrangler deploy'];

/** Every line. */
export const LINES = [...START, ...BESIDE_DEV.map(([line]) => line), ...DEPLOY];
