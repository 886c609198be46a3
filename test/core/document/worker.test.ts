import { describe, expect, test } from 'vitest';
import { codesOf, compiled, findingsOf, onlyFinding, toDocument } from './compiling.ts';

const worker = (changes: Record<string, unknown>) => toDocument({ worker: changes });

describe('origins', () => {
  test('are sorted with the longest prefix first, without trailing slashes', () => {
    const origins = {
      '/': 'https://a.internal',
      '/orders/': 'https://b.internal:8443',
      '/orders/eu': 'http://127.0.0.1:9',
    };
    expect(compiled(worker({ origins })).worker.origins).toEqual([
      { prefix: '/orders/eu', origin: 'http://127.0.0.1:9' },
      { prefix: '/orders', origin: 'https://b.internal:8443' },
      { prefix: '/', origin: 'https://a.internal' },
    ]);
  });

  test.each([
    ['https://a.internal/', 'write "https://a.internal"'],
    ['https://a.internal/v1', 'write "https://a.internal"'],
    ['https://A.internal', 'write "https://a.internal"'],
    ['https://a.internal:443', 'write "https://a.internal"'],
    ['https://a.internal?x', 'write "https://a.internal"'],
    ['https://u:p@a.internal', null],
  ])('with more than scheme, host and port, %s, are a url-form', (origins, suggestion) => {
    expect(onlyFinding(worker({ origins }))).toMatchObject({
      code: 'url-form',
      pointer: '/worker/origins',
      suggestion,
    });
    expect(onlyFinding(worker({ publicOrigin: origins }))).toMatchObject({
      code: 'url-form',
      pointer: '/worker/publicOrigin',
    });
  });

  test.each([
    ['a.internal', 'not-a-url'],
    ['http://a.internal', 'http-address'],
    ['https://{yourOrigin}', 'placeholder'],
    ['https://api.example.com', 'example-domain'],
  ])('%s is a finding, %s', (origins, code) => {
    expect(onlyFinding(worker({ origins }))).toMatchObject({ code, pointer: '/worker/origins' });
  });

  test('on this machine are a local-address in a build', () => {
    const document = worker({ origins: 'http://localhost:8790', publicOrigin: 'http://127.0.0.1:8787' });
    expect(findingsOf(document)).toEqual([]);
    expect(codesOf(document, { hosts: 'publicOnly' })).toEqual([
      'local-address /worker/origins',
      'local-address /worker/publicOrigin',
    ]);
  });

  test.each([
    ['orders', null],
    ['/orders/*', 'write "/orders"'],
    ['/orders//eu', null],
    ['/%6frders', 'write "/orders"'],
    ['/a/../b', null],
    ['/*', 'write "/"'],
  ])('under the prefix %s are an origin-prefix', (prefix, suggestion) => {
    expect(
      onlyFinding(worker({ origins: { '/': 'https://a.internal', [prefix]: 'https://b.internal' } })),
    ).toMatchObject({
      code: 'origin-prefix',
      at: 'name',
      suggestion,
    });
  });

  test('under one prefix twice are a prefix-conflict', () => {
    const origins = { '/': 'https://a.internal', '/a': 'https://a.internal', '/a/': 'https://b.internal' };
    expect(onlyFinding(worker({ origins }))).toMatchObject({
      code: 'prefix-conflict',
      pointer: '/worker/origins/~1a~1',
    });
  });

  test('that leave paths without one are origins-incomplete', () => {
    expect(onlyFinding(worker({ origins: { '/a': 'https://a.internal' } }))).toMatchObject({
      level: 'warning',
      code: 'origins-incomplete',
    });
  });
});

describe('the time limit of origins', () => {
  test.each([1, 100, 3600])('is %d seconds', (originTimeoutSeconds) => {
    expect(compiled(worker({ originTimeoutSeconds })).worker.originTimeoutSeconds).toBe(originTimeoutSeconds);
  });

  test.each([0, -1, 1.5, 3601, '100', null])('is never %o: there is no way to turn it off', (originTimeoutSeconds) => {
    expect(onlyFinding(worker({ originTimeoutSeconds }))).toMatchObject({
      level: 'error',
      pointer: '/worker/originTimeoutSeconds',
    });
  });
});

describe('identity headers', () => {
  test('carry facts and claims, under lower-case names', () => {
    const identityHeaders = { 'X-User': 'subject', 'x-org': { claim: '/org/id' } };
    expect(compiled(worker({ identityHeaders })).worker.identityHeaders).toEqual([
      { header: 'x-user', from: 'subject' },
      { header: 'x-org', from: { text: '/org/id', steps: ['org', 'id'] } },
    ]);
  });

  test.each(['Authorization', 'cookie', 'Host', 'Connection', 'transfer-encoding', 'Content_Length', 'TE', 'Upgrade'])(
    'named %s are a forbidden-header',
    (name) => {
      expect(onlyFinding(worker({ identityHeaders: { [name]: 'subject' } }))).toMatchObject({
        level: 'error',
        code: 'forbidden-header',
        at: 'name',
      });
    },
  );

  test.each(['x user', 'x:user', 'x\r\ny', 'üser'])('named %j are an invalid-field-name', (name) => {
    expect(onlyFinding(worker({ identityHeaders: { [name]: 'subject' } }))).toMatchObject({
      code: 'invalid-field-name',
    });
  });

  test('that some servers take for one are a header-conflict', () => {
    for (const [one, other] of [
      ['X-User', 'x-user'],
      ['x-user', 'x_user'],
      ['X_User', 'x-USER'],
    ] as const) {
      expect(onlyFinding(worker({ identityHeaders: { [one]: 'subject', [other]: 'client' } }))).toMatchObject({
        code: 'header-conflict',
        pointer: `/worker/identityHeaders/${other}`,
      });
    }
  });

  test('of a fact that is none are a wrong-value, of a malformed pointer a claim-pointer', () => {
    expect(onlyFinding(worker({ identityHeaders: { 'x-user': 'sub' } }))).toMatchObject({ code: 'wrong-value' });
    expect(onlyFinding(worker({ identityHeaders: { 'x-user': 'subjct' } }))).toMatchObject({
      suggestion: 'did you mean "subject"?',
    });
    expect(onlyFinding(worker({ identityHeaders: { 'x-user': { claim: '/a~' } } }))).toMatchObject({
      code: 'claim-pointer',
      pointer: '/worker/identityHeaders/x-user/claim',
    });
  });
});
