import { describe, expect, test } from 'vitest';
import { parsePath, parseTarget } from '../../../packages/core/src/routes/path.ts';

describe('parseTarget', () => {
  test.each([
    ['/', null, null, '/', ''],
    ['/a/b?x=1', null, null, '/a/b', 'x=1'],
    ['/a?', null, null, '/a', ''],
    ['/a?b?c', null, null, '/a', 'b?c'],
    ['/a?x=/admin', null, null, '/a', 'x=/admin'],
    ['/a#b', null, null, '/a', ''],
    ['/a#b?c', null, null, '/a', ''],
    ['/a?b#c?d', null, null, '/a', 'b'],
    ['/http://evil.test/x', null, null, '/http://evil.test/x', ''],
    ['//evil.test/x', null, null, '//evil.test/x', ''],
    ['https://api.acme.dev', 'https', 'api.acme.dev', '/', ''],
    ['https://api.acme.dev?x', 'https', 'api.acme.dev', '/', 'x'],
    ['https://api.acme.dev#x', 'https', 'api.acme.dev', '/', ''],
    ['https://api.acme.dev/', 'https', 'api.acme.dev', '/', ''],
    ['HTTPS://API.Acme.DEV/Orders', 'https', 'api.acme.dev', '/Orders', ''],
    ['https://api.acme.dev/public/../admin', 'https', 'api.acme.dev', '/public/../admin', ''],
    ['https://api.acme.dev/public/%2e%2e/admin', 'https', 'api.acme.dev', '/public/%2e%2e/admin', ''],
    ['https://api.acme.dev//admin', 'https', 'api.acme.dev', '//admin', ''],
    ['https://api.acme.dev/a\\b', 'https', 'api.acme.dev', '/a\\b', ''],
    ['https://api.acme.dev\\admin', 'https', 'api.acme.dev', '\\admin', ''],
    ['http://127.0.0.1:8787/a', 'http', '127.0.0.1:8787', '/a', ''],
    ['http://localhost:8787/a', 'http', 'localhost:8787', '/a', ''],
    ['http://my_host/a', 'http', 'my_host', '/a', ''],
    ['http://[::1]:8787/a', 'http', '[::1]:8787', '/a', ''],
    ['http://[2001:DB8::1]/a', 'http', '[2001:db8::1]', '/a', ''],
    ['ws://acme.dev:80/a', 'ws', 'acme.dev', '/a', ''],
  ])('splits %s', (url, scheme, host, rawPath, rawQuery) => {
    expect(parseTarget(url)).toEqual({ scheme, host, rawPath, rawQuery });
  });

  test.each([
    'https://admin.acme.dev:443/x',
    'https://admin.acme.dev:0443/x',
    'https://admin.acme.dev:/x',
    'https://admin.acme.dev./x',
    'https://admin.acme.dev.:443/x',
    'https://ADMIN.acme.dev/x',
    'http://admin.acme.dev:80/x',
    'wss://admin.acme.dev:443/x',
  ])('gives every spelling of one host the same name, so that none slips past its routes: %s', (url) => {
    expect(parseTarget(url).host).toBe('admin.acme.dev');
  });

  test.each([
    'https://user@admin.acme.dev/x',
    'https://user:secret@admin.acme.dev/x',
    'https://admin.acme.dev@evil.test/x',
    'https://%61dmin.acme.dev/x',
    'https://admin.acme.dev:port/x',
    'https://admin.acme.dev:65536/x',
    'https://admin.acme.dev:123456/x',
    'https://admin.acme.dev:1:2/x',
    'https://admin.acme.dev../x',
    'https://.admin.acme.dev/x',
    'https://admin..acme.dev/x',
    'https:///admin',
    'https://:443/x',
    'https://admin acme.dev/x',
    'https://adm\tin.acme.dev/x',
    'https://\u212aube.acme.dev/x',
    'https://[::1/x',
    'https://[::1]./x',
    'file:///admin',
  ])('gives no host and a path that is refused for an authority that readers read differently: %j', (url) => {
    const target = parseTarget(url);
    expect(target.host).toBeNull();
    expect(target.rawPath).toBe('');
    expect(parsePath(target.rawPath).kind).toBe('ambiguous');
  });

  test.each([
    '*',
    '',
    'example.com:443',
    'https:/admin',
    'https:admin',
    'ht\ttps://acme.dev/x',
    ' /admin',
    '\\\\evil.test\\x',
    '?x',
    '://a/b',
  ])('refuses a target that is neither an absolute URL nor origin-form: %j', (url) => {
    expect(parseTarget(url).host).toBeNull();
    expect(parsePath(parseTarget(url).rawPath).kind).toBe('ambiguous');
  });
});

describe('a target that comes after one of https://api.acme.dev', () => {
  test.each([
    ['https://api.acme.dev/b?c=/d', 'https', 'api.acme.dev', '/b', 'c=/d'],
    ['https://api.acme.dev//evil.test/x', 'https', 'api.acme.dev', '//evil.test/x', ''],
    ['https://api.acme.dev', 'https', 'api.acme.dev', '/', ''],
    ['https://api.acme.dev?x=/', 'https', 'api.acme.dev', '/', 'x=/'],
    ['https://api.acme.dev#/', 'https', 'api.acme.dev', '/', ''],
    ['https://api.acme.dev\\@evil.test/x', 'https', 'api.acme.dev', '\\@evil.test/x', ''],
    ['https://api.acme.dev.example/x', 'https', 'api.acme.dev.example', '/x', ''],
    ['https://api.acme.dev:8443/x', 'https', 'api.acme.dev:8443', '/x', ''],
    ['https://api.acme.dev@evil.test/x', 'https', null, '', ''],
    ['https://app.acme.dev/x', 'https', 'app.acme.dev', '/x', ''],
    ['wss:///api.acme.dev/x', 'wss', null, '', ''],
    ['http://api.acme.dev/x', 'http', 'api.acme.dev', '/x', ''],
    ['/https://api.acme.dev/x', null, null, '/https://api.acme.dev/x', ''],
  ])('is split by its own origin alone: %s', (url, scheme, host, rawPath, rawQuery) => {
    for (const before of ['https://api.acme.dev/a', url]) {
      parseTarget(before);
      expect(parseTarget(url)).toEqual({ scheme, host, rawPath, rawQuery });
    }
  });
});
