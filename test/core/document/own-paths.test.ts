import { describe, expect, test } from 'vitest';
import { listOwnPaths } from '../../../packages/core/src/document/own-paths.ts';
import { codesOf, compiled, findingsOf, onlyFinding, toDocument } from './compiling.ts';

const worker = { publicOrigin: 'https://gate.acme.dev', assertion: { key: `$\{KEY}` }, health: true };
const everything = { resource: 'https://api.acme.dev/mcp', worker };
const OWN = [
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/sallyport/jwks',
  '/.well-known/sallyport/health',
];

describe('the resource', () => {
  test.each([
    ['https://api.acme.dev', '', 'https://api.acme.dev'],
    ['https://api.acme.dev/', '', 'https://api.acme.dev'],
    ['https://API.acme.dev:443/mcp', '/mcp', 'https://api.acme.dev'],
    ['https://api.acme.dev:8443/a/b/', '/a/b/', 'https://api.acme.dev:8443'],
    ['https://api.acme.dev/a%20b', '/a%20b', 'https://api.acme.dev'],
    ['http://127.0.0.1:8787/mcp', '/mcp', 'http://127.0.0.1:8787'],
  ])('%s has its metadata between host and path (RFC 9728 section 3.1)', (identifier, path, origin) => {
    const metadataPath = `/.well-known/oauth-protected-resource${path}`;
    expect(compiled(toDocument({ resource: identifier })).resource).toEqual({
      identifier,
      metadataPath,
      metadataUrl: `${origin}${metadataPath}`,
    });
  });

  test('keeps its query in the address alone', () => {
    expect(compiled(toDocument({ resource: 'https://api.acme.dev/mcp?a=1' })).resource).toEqual({
      identifier: 'https://api.acme.dev/mcp?a=1',
      metadataPath: '/.well-known/oauth-protected-resource/mcp',
      metadataUrl: 'https://api.acme.dev/.well-known/oauth-protected-resource/mcp?a=1',
    });
    expect(compiled(toDocument()).resource).toBeNull();
  });

  test.each([
    ['https://api.acme.dev/a/../b', null],
    ['https://api.acme.dev//a', null],
    ['https://api.acme.dev/%61', 'write "https://api.acme.dev/a"'],
    ['https://api.acme.dev/a|b', 'write "https://api.acme.dev/a%7Cb"'],
    ['https://a"b.acme.dev/', null],
    ['https://api.acme.dev/?a="', null],
  ])('%s is a resource-path', (resource, suggestion) => {
    expect(onlyFinding(toDocument({ resource }))).toMatchObject({
      code: 'resource-path',
      pointer: '/resource',
      suggestion,
    });
  });

  test('on this machine is a local-address in a build', () => {
    const document = toDocument({ resource: 'http://127.0.0.1:8787/mcp' });
    expect(findingsOf(document)).toEqual([]);
    expect(codesOf(document, { hosts: 'publicOnly' })).toContain('local-address /resource');
  });
});

describe("the gate's own paths", () => {
  const options = { variables: 'assume' } as const;

  test('follow from the policy', () => {
    expect(listOwnPaths(compiled(toDocument(everything), options)).map(({ path }) => path)).toEqual(OWN);
    expect(listOwnPaths(compiled(toDocument()))).toEqual([]);
    expect(listOwnPaths(compiled(toDocument({ worker: { health: false } })))).toEqual([]);
  });

  test.each(OWN.flatMap((path) => [path, `GET ${path}`, `DELETE api.acme.dev${path}`]))(
    'have no key: %s is an own-path',
    (key) => {
      const routes = { '/*': 'public', [key]: 'public' };
      expect(
        findingsOf(toDocument({ ...everything, routes }), options).filter(({ level }) => level === 'error'),
      ).toMatchObject([
        { code: 'own-path', at: 'name', pointer: `/routes/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` },
      ]);
      expect(codesOf(toDocument({ routes })).filter((code) => code.startsWith('own-path'))).toEqual([]);
    },
  );

  test('may stand under patterns that cover more', () => {
    const routes = {
      '/*': 'authenticated',
      '/.well-known/*': 'public',
      '/.well-known/sallyport/:what': 'authenticated',
      '/.well-known/sallyport/health/more': 'authenticated',
      '/.well-known/sallyport/health/*': 'authenticated',
      '/.well-known/sallyport/HEALTH': 'authenticated',
    };
    expect(codesOf(toDocument({ ...everything, routes }), options).filter((code) => /own-path/.test(code))).toEqual([]);
  });
});
