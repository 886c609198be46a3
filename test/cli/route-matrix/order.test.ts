import { expect, test } from 'vitest';
import { sortRoutes } from '../../../packages/cli/src/route-matrix/order.ts';
import { findSample, toUrl } from '../../../packages/cli/src/route-matrix/sample.ts';
import { compileRoutes } from './compile.ts';

const table = (...keys: string[]) =>
  compileRoutes(Object.fromEntries(keys.map((key) => [key, 'authenticated' as const]))).routes;

test('the route that decides stands before those it takes requests from', () => {
  const { routes } = table(
    '/*',
    '/a/*',
    '/a/:x',
    '/a',
    'GET /a/b',
    '/a/b',
    'h.acme.dev/a/b',
    'h.acme.dev:8443/a/b',
    '/:x/c',
    'GET /:x/c',
  );
  expect(sortRoutes(routes).map(({ key }) => key)).toEqual([
    '/a',
    'h.acme.dev:8443/a/b',
    'h.acme.dev/a/b',
    'GET /a/b',
    '/a/b',
    '/a/:x',
    '/a/*',
    'GET /:x/c',
    '/:x/c',
    '/*',
  ]);
});

test('a sample is a request that the route itself decides', () => {
  const routes = table('/x1/*', '/a/*', '/a', '/a/:x', 'h.acme.dev/:y/é');
  const urls = routes.routes.map((route) => {
    const sample = findSample(route, routes, {});
    return sample === null ? null : toUrl(sample);
  });
  expect(urls).toEqual(['/x1/x2', '/a/x2/x2', '/a', '/a/x2', 'https://h.acme.dev/x2/%C3%A9']);
});

test('a route whose requests are all taken has no sample', () => {
  const routes = table('/a/*', '/a/:x', '/a/:x/*', '/a');
  expect(findSample(routes.routes[0] ?? expect.fail('no route'), routes, {})).toBeNull();
});
