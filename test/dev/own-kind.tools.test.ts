/** `sallyport dev` with a policy whose own kind of API is any of the five. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicy, type PolicyDocument } from '@sallyport/core';
import * as tools from '@sallyport/dev';
import { API_KINDS, runTour, startDev, type TourRow } from '@sallyport/dev';
import { describe, expect, test } from 'vitest';
import { buildAuthorizers, findConnectRoute } from '../../packages/cli/src/dev/authorizers.ts';

const PORTS = { worker: 0, issuer: 0, apiGateway: 0 };
const good = { issuer: 'main', scopes: ['read'] };

function toPolicy(kind: (typeof API_KINDS)[number]): PolicyDocument {
  const ttl = kind === 'http-simple' ? { identitySources: ['$request.header.Authorization', '$context.routeKey'] } : {};
  return {
    issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /open': 'public', 'GET /ws': { scopes: ['read'] }, 'GET /orders': { scopes: ['read'] } },
    apiGateway: { kind, ...ttl },
  };
}

describe('the own kind of a policy', () => {
  test.each(API_KINDS)('%s is served: 401, 403, and a good token is let in', { timeout: 60_000 }, async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
    const input = { document: toPolicy(kind), kinds: [kind], connectRoute: 'GET /ws', variables: {}, folder };
    const authorizers = await buildAuthorizers(tools, input);
    const session = await startDev({ policy: input.document, authorizers, variables: {}, ports: PORTS });
    try {
      const byKind = (status: string): Pick<TourRow, 'apiGateway' | 'byKind'> => ({
        apiGateway: status,
        byKind: { websocket: status === '200' ? '101' : status },
      });
      const request = { name: 'n', request: 'GET /ws' };
      const rows: readonly TourRow[] = [
        { ...request, edge: '401 token_missing', ...byKind('401') },
        { ...request, token: good, edge: '200', ...byKind('200') },
        { ...request, token: { issuer: 'main' }, edge: '403 scope_insufficient', ...byKind('403') },
        { name: 'n', request: 'GET /open', edge: '200', apiGateway: '200' },
        { name: 'n', request: 'GET /orders', token: good, edge: '200', apiGateway: '200' },
      ];
      const results = await runTour(session, rows, () => undefined);
      expect(results.filter(({ agrees }) => !agrees)).toEqual([]);
      expect(session.apis.map((api) => [api.kind, api.port])).toEqual([[kind, session.ports.apiGateway]]);
      expect(results.map(({ kinds }) => kinds.length)).toEqual(
        kind === 'websocket' ? [1, 1, 1, 0, 0] : [1, 1, 1, 1, 1],
      );
    } finally {
      await session.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('the route of $connect', () => {
  const { policy } = compilePolicy(toPolicy('websocket'), { env: {} });
  const find = (option?: string, tour: string | null = null, kinds = API_KINDS): string | null => {
    if (policy === null) throw new Error('the policy has errors');
    return findConnectRoute(policy, kinds, { option, tour });
  };

  test("is the option's, or else the tour's", () => {
    expect(find('GET /ws', 'GET /open')).toBe('GET /ws');
    expect(find(undefined, 'GET /open')).toBe('GET /open');
    expect(find(undefined, 'GET /open', ['http-iam'])).toBeNull();
  });

  test('is asked for where it is missing, unknown, or for another kind', () => {
    expect(() => find()).toThrow(
      'a WebSocket API needs --route: name the key that $connect stands for, one of GET /open',
    );
    expect(() => find('GET /nowhere')).toThrow('the policy has no route "GET /nowhere"');
    expect(() => find('GET /ws', null, ['rest-token'])).toThrow('--route is for a WebSocket API');
  });
});
