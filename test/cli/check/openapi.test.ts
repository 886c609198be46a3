import type { PolicyDocument } from '@sallyport/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareApi } from '../../../packages/cli/src/check/openapi/compare.ts';
import { readApi } from '../../../packages/cli/src/check/openapi/read.ts';
import { createFolder, type Folder } from '../commands/sallyport.ts';
import { compileRoutes } from '../route-matrix/compile.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const SECURED = { security: [{ bearer: [] }] };
const api = (paths: object, more: object = {}): object => ({ openapi: '3.1.0', ...SECURED, paths, ...more });

/** Codes with what they are about; the findings of the policy first. */
async function compare(
  description: object,
  routes: PolicyDocument['routes'],
  base: string | null = null,
): Promise<readonly string[]> {
  const read = await readApi(await folder.place('api.json', description));
  if (read.kind === 'broken') throw new Error(read.findings.map(({ message }) => message).join());
  const { ofApi, ofPolicy } = compareApi({ ...read.api, file: 'api' }, compileRoutes(routes), base);
  const ours = ofPolicy.map(({ level, code, pointer }) => `${level} ${code} ${pointer}`);
  return [...ours, ...ofApi.map(({ level, code, message }) => `${level} ${code} ${message.split(/ (has|holds) /)[0]}`)];
}

const unmatched = (...operations: string[]) => operations.map((name) => `error openapi-route-unmatched ${name}`);

describe('operations without a rule', () => {
  test('are errors by method and by path, HEAD under GET and a trailing slash not', async () => {
    const paths = { '/a': { get: {}, head: {}, post: {} }, '/b/': { get: {} }, '/c': { get: {} } };
    expect(await compare(api(paths), { 'GET /a': 'authenticated', '/b': 'authenticated' })).toEqual(
      unmatched('POST /a', 'GET /c'),
    );
  });

  test('are told where a literal rule takes only some of a template', async () => {
    expect(await compare(api({ '/a/{id}': { get: {} } }), { '/a/b': 'authenticated' })).toEqual(
      unmatched('GET /a/{id}'),
    );
    expect(await compare(api({ '/a/b': { get: {} } }), { '/a/:id': 'authenticated' })).toEqual([]);
  });

  test('are none under a wildcard, with a text around a parameter, or decoded to the same text', async () => {
    const paths = { '/a/{id}/b': { get: {} }, '/r/{id}.json': { get: {} }, '/caf%C3%A9': { get: {} } };
    const routes = { '/a/*': 'authenticated', '/r/:file': 'authenticated', '/café': 'authenticated' } as const;
    expect(await compare(api(paths), routes)).toEqual([]);
    expect(await compare(api({ '/r/{id}.json': { get: {} } }), { '/r/x.json': 'authenticated' })).toEqual(
      unmatched('GET /r/{id}.json'),
    );
  });

  test('of API Gateway are held to any method and to any depth', async () => {
    const paths = { '/a/{proxy+}': { 'x-amazon-apigateway-any-method': {} } };
    expect(await compare(api(paths), { '/a/*': 'authenticated' })).toEqual([]);
    expect(await compare(api(paths), { 'GET|POST /a/:one': 'authenticated' })).toEqual(
      unmatched(...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /a/{proxy+}`)),
    );
  });

  test('by a method that no route can name say so', async () => {
    const read = await readApi(await folder.place('trace.json', api({ '/a': { trace: {} } })));
    if (read.kind === 'broken') throw new Error('broken');
    const { ofApi } = compareApi(read.api, compileRoutes({ '/a': 'authenticated' }), null);
    expect(ofApi[0]?.suggestion).toContain('no gate lets TRACE through');
  });

  test('come with the key to add', async () => {
    const read = await readApi(
      await folder.place('key.json', api({ '/a/{user-id}/{proxy+}': { get: {} }, '/': { get: {} } })),
    );
    if (read.kind === 'broken') throw new Error('broken');
    const { ofApi } = compareApi(read.api, compileRoutes({ '/z': 'deny' }), '/v1/');
    expect(ofApi.map(({ suggestion }) => suggestion?.split('"')[1])).toEqual(['GET /v1/a/:user_id/*', 'GET /v1']);
  });

  test('that no gate would read are errors of their own', async () => {
    expect(await compare(api({ '/a//b': { get: {} } }), { '/a/*': 'authenticated' })).toContain(
      'error openapi-path-ambiguous GET /a//b',
    );
  });

  test('are none at a path that the gate answers itself', async () => {
    const health = '/.well-known/sallyport/health';
    const policy = compileRoutes({ '/a': 'authenticated' });
    const read = await readApi(await folder.place('own.json', api({ '/a': { get: {} }, [health]: { get: {} } })));
    if (read.kind === 'broken') throw new Error('broken');
    expect(compareApi(read.api, policy, null).ofApi).toHaveLength(1);
    const own = { ...policy, worker: { ...policy.worker, health: true } };
    expect(compareApi(read.api, own, null).ofApi).toEqual([]);
  });
});

describe('rules without an operation', () => {
  test('are warnings by key and by method; deny, HEAD and OPTIONS need none', async () => {
    const routes = {
      'GET|PUT|OPTIONS /a': 'authenticated',
      '/b/*': 'authenticated',
      '/c': 'deny',
      '/d/:id': 'authenticated',
    } as const;
    expect(await compare(api({ '/a': { get: {} }, '/d/{id}': { delete: {} } }), routes)).toEqual([
      'warning openapi-method-unused /routes/GET|PUT|OPTIONS ~1a',
      'warning openapi-rule-unused /routes/~1b~1*',
    ]);
  });

  test('narrower rules inside a template have one', async () => {
    const routes: PolicyDocument['routes'] = { '/a/:id': 'authenticated', '/a/export': { scopes: ['x'] } };
    expect(await compare(api({ '/a/{id}': { get: {} } }), routes)).toEqual([]);
  });
});

describe('security', () => {
  test('that the description asks for, on a public or optional rule, is an error there', async () => {
    const paths = { '/a': { get: {} }, '/b': { get: {} }, '/c': { get: {} } };
    expect(await compare(api(paths), { '/a': 'public', '/b': 'optional', '/c': 'authenticated' })).toEqual([
      'error openapi-public /routes/~1a',
      'error openapi-public /routes/~1b',
    ]);
  });

  test('that the description does not ask for, on a guarded rule, is a warning there', async () => {
    const paths = {
      '/a': { get: { security: [] } },
      '/b': { get: { security: [{ bearer: [] }, {}] } },
      '/c': { get: { security: [] } },
    };
    expect(await compare(api(paths), { '/a': { scopes: ['x'] }, '/b': 'authenticated', '/c': 'public' })).toEqual([
      'warning openapi-guarded /routes/~1a',
      'warning openapi-guarded /routes/~1b',
    ]);
  });

  test('of a more concrete operation is not held against the rule of a template', async () => {
    const paths = { '/a/{id}': { get: {} }, '/a/status': { get: { security: [] } } };
    expect(await compare(api(paths), { '/a/:id': 'authenticated', '/a/status': 'public' })).toEqual([]);
    expect(
      await compare(api({ '/a/{id}': { get: {} } }), { '/a/:id': 'authenticated', '/a/status': 'public' }),
    ).toEqual(['error openapi-public /routes/~1a~1status']);
  });

  test('is not compared where the description never speaks of it, and then that is said', async () => {
    const read = await readApi(await folder.place('api.json', { openapi: '3.0.3', paths: { '/a': { get: {} } } }));
    if (read.kind === 'broken') throw new Error('broken');
    const { ofPolicy, notes } = compareApi(read.api, compileRoutes({ '/a': 'authenticated' }), null);
    expect([ofPolicy, notes]).toEqual([[], [expect.stringContaining('says nothing of security')]]);
  });
});

describe('servers', () => {
  const paths = { '/a': { get: {} } };
  test('give the base paths, variables filled, loopback left out', async () => {
    const servers = [
      { url: 'https://{env}.acme.dev/{v}/', variables: { env: { default: 'api' }, v: { default: 'v2' } } },
      { url: 'http://localhost:3000/dev' },
    ];
    expect(await compare(api(paths, { servers }), { '/v2/a': 'authenticated' })).toEqual([]);
    expect(await compare(api(paths, { servers }), { '/v2/b': 'deny' })).toEqual(unmatched('GET /v2/a'));
    expect(await compare(api(paths, { servers: [{ url: 'http://localhost:3000/dev' }] }), { '/z': 'deny' })).toEqual(
      unmatched('GET /dev/a'),
    );
  });

  test('of a path and of an operation win over those above; several bases count each', async () => {
    const own = {
      '/a': { servers: [{ url: '/one' }], get: {}, put: { servers: [{ url: '/two' }, { url: '/three' }] } },
    };
    expect(await compare(api(own, { servers: [{ url: '/zero' }] }), { '/z': 'deny' })).toEqual(
      unmatched('GET /one/a', 'PUT /two/a', 'PUT /three/a'),
    );
  });

  test('give hosts where the policy names hosts', async () => {
    const servers = [{ url: 'https://api.acme.dev' }, { url: 'https://eu.acme.dev' }];
    expect(await compare(api(paths, { servers }), { 'api.acme.dev/a': 'authenticated' })).toEqual(unmatched('GET /a'));
  });

  test('are one base of Swagger 2, and none where one is given', async () => {
    const swagger = { swagger: '2.0', ...SECURED, host: 'api.acme.dev', basePath: '/v1', paths };
    expect(await compare(swagger, { '/v1/a': 'authenticated' })).toEqual([]);
    expect(await compare(swagger, { '/a': 'authenticated' }, '/')).toEqual([]);
  });
});

describe('references', () => {
  test('inside the document are followed, into other files told of', async () => {
    const description = api(
      { '/a': { $ref: '#/components/pathItems/a~1b' }, '/c': { $ref: './c.json' } },
      { components: { pathItems: { 'a/b': { get: {} } } } },
    );
    const read = await readApi(await folder.place('api.json', description));
    if (read.kind === 'broken') throw new Error('broken');
    const { ofApi, notes } = compareApi(read.api, compileRoutes({ '/z': 'deny' }), null);
    expect(ofApi.map(({ pointer }) => pointer)).toEqual(['/components/pathItems/a~1b/get']);
    expect(notes).toEqual([expect.stringContaining('/c stands in another file')]);
  });
});

describe('YAML', () => {
  const YAML = `openapi: 3.0.3
security: &all
  - bearer: []
paths:
  /a: &item
    get: { security: *all }
  /b: *item
  "/c/{id}":
    put:
      responses: { 200: { description: 'fine' } }
`;
  test('is read with places, through its aliases', async () => {
    const read = await readApi(await folder.place('api.yaml', YAML));
    if (read.kind === 'broken') throw new Error('broken');
    const { ofApi } = compareApi(read.api, compileRoutes({ '/a': 'authenticated' }), null);
    expect(ofApi.map(({ line, column, pointer }) => `${line}:${column} ${pointer}`)).toEqual([
      '6:5 /paths/~1b/get',
      '9:5 /paths/~1c~1{id}/put',
    ]);
  });

  test('that is broken, or a bomb of aliases, is a finding', async () => {
    const bomb = [
      'a: &a [1]',
      ...Array.from({ length: 12 }, (_, at) => {
        const name = (index: number): string => String.fromCharCode(97 + index);
        return `${name(at + 1)}: &${name(at + 1)} [${Array.from({ length: 10 }, () => `*${name(at)}`).join(',')}]`;
      }),
    ].join('\n');
    for (const text of ['openapi: "3\npaths: [', bomb]) {
      const read = await readApi(await folder.place('broken.yaml', text));
      expect(read.kind === 'broken' ? read.findings.map(({ code }) => code) : read.kind).toEqual(['openapi-syntax']);
    }
  });

  test('that is no description, or not there, is a usage error', async () => {
    await expect(readApi(await folder.place('other.yaml', 'a: 1'))).rejects.toThrow('no OpenAPI 3 or Swagger 2');
    await expect(readApi(`${folder.path}/none.yaml`)).rejects.toThrow('there is no file');
  });
});
