import { createWebPorts, type Decision, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import { createTestAuthorizer } from '../support/authorizer.ts';

const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });
const token = await issuer.mint({}, { subject: 'ann/lee', scopes: ['read'] });

const policy: PolicyDocument = {
  issuers: { machines: { issuer: issuer.issuer, audience: 'https://api.acme.dev' } },
  routes: {
    '/objects/:id': { scopes: ['read'], unsafePath: { encodedSlash: 'object keys have slashes' } },
    '/users/:user': { claims: { sub: { param: 'user' } }, unsafePath: { encodedSlash: 'subjects have slashes' } },
    '/files/*': { scopes: ['read'], unsafePath: { doubleSlash: 'S3 keys' } },
    '/files/secret/*': { scopes: ['secret'] },
    '/plain/*': { scopes: ['read'] },
  },
};
const authorizer = createTestAuthorizer(policy, createWebPorts({ fetch: issuer.fetchPort }));

function ask(target: string, more: { credentials?: 'always'; lookAlikes?: 'ignore' } = {}): Promise<Decision> {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  return authorizer.authorize({ method: 'GET', url: `https://api.acme.dev${target}`, headers, ...more });
}

test('an admitted form stays inside its segment, binds its parameter, and is received as it was sent', async () => {
  expect(await ask('/objects/a%2fb%2Fc')).toMatchObject({
    effect: 'allow',
    route: '/objects/:id',
    path: '/objects/a%2fb%2Fc',
    params: { id: 'a/b/c' },
  });
  expect(await ask('/users/ann%2Flee')).toMatchObject({ effect: 'allow', params: { user: 'ann/lee' } });
  expect(await ask('/users/ann%2Fother')).toMatchObject({ effect: 'deny', reason: 'claim_unmet' });
  expect(await ask('/files/a//b?x=%2F;')).toMatchObject({ effect: 'allow', path: '/files/a//b' });
});

test.each([
  ['/plain/a%2Fb', 'an encoded slash'],
  ['/objects/a;b', 'a semicolon'],
  ['/objects/a%2Fb;c', 'an encoded slash'],
  ['/objects/..%2Fplain', 'an encoded slash'],
  ['/files//secret/x', 'an empty segment'],
  ['//files//a', 'an empty segment'],
  ['/nowhere//a', 'an empty segment'],
])('%s is path_ambiguous all the same: %s', async (target, about) => {
  expect(await ask(target)).toMatchObject({ effect: 'deny', reason: 'path_ambiguous', about, path: null, route: null });
});

test('look-alikes of an admitted path are path_ambiguous too', async () => {
  expect(await ask('/files/Secret//x')).toMatchObject({ reason: 'path_ambiguous' });
  expect(await ask('/files/SECRET//x', { lookAlikes: 'ignore' })).toMatchObject({ reason: 'path_ambiguous' });
});

test('a gate that keeps answers (credentials: always) admits no form', async () => {
  expect(await ask('/objects/a%2Fb', { credentials: 'always' })).toMatchObject({
    effect: 'deny',
    reason: 'path_ambiguous',
  });
});
