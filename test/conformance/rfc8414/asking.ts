/**
 * The request for metadata.
 */
import { createWebPorts, PolicyError } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { expect } from 'vitest';
import { createTestAuthorizer } from '../../support/authorizer.ts';
import { listenOnLoopback } from '../../support/loopback.ts';
import { status } from '../../support/scripted-fetch.ts';
import type { Requirement } from '../standard.ts';
import { createDiscoveryStage, createWorkingStage, KEYS_URL, OAUTH_URL, OIDC_URL } from '../support-discovery.ts';
import { createStage, outcome } from '../support-http.ts';

const PLACES: Readonly<Record<string, string>> = {
  'https://h.test': 'https://h.test/.well-known/oauth-authorization-server',
  'https://h.test/': 'https://h.test/.well-known/oauth-authorization-server',
  'https://h.test/tenant1': 'https://h.test/.well-known/oauth-authorization-server/tenant1',
  'https://h.test/tenant1/': 'https://h.test/.well-known/oauth-authorization-server/tenant1',
  'https://h.test/a/b': 'https://h.test/.well-known/oauth-authorization-server/a/b',
  'https://h.test:8443/a': 'https://h.test:8443/.well-known/oauth-authorization-server/a',
};

/** Section 3.1. */
export const asking: readonly Requirement[] = [
  {
    section: '3',
    level: 'MUST',
    demands: 'the well-known text stands between host and path, and one terminating "/" is removed before',
    test: async () => {
      for (const [iss, place] of Object.entries(PLACES)) {
        const stage = createDiscoveryStage(iss);
        expect(await stage.ask()).toBe('discovery_unavailable');
        expect([iss, stage.urls().at(1)]).toEqual([iss, place]);
        expect(stage.urls()).toHaveLength(2);
      }
    },
  },
  {
    section: '3.1',
    level: 'MUST',
    demands: 'metadata is asked for by GET, with nothing of a request or a token in it',
    test: async () => {
      const stage = await createWorkingStage();
      stage.script.on(OAUTH_URL, await answerOf(stage));
      stage.script.on(OIDC_URL, status(404));
      expect(await stage.ask()).toBe('allow');
      expect(stage.urls()).toEqual([OIDC_URL, OAUTH_URL, KEYS_URL]);
      for (const { init } of stage.script.calls) {
        expect([init.method, init.redirect, Object.keys(init).toSorted()]).toEqual([
          ...['GET', 'manual', ['headers', 'method', 'redirect', 'signal']],
        ]);
        expect(Object.keys(init.headers)).toEqual(['accept']);
      }
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands: 'on the wire: no cookie, no credential, no body, and no redirect followed',
    test: async () => {
      const seen: { readonly line: string; readonly headers: readonly string[]; readonly cookie: unknown }[] = [];
      const paths = { oidc: '/.well-known/openid-configuration', oauth: '/.well-known/oauth-authorization-server' };
      const served = await listenOnLoopback((request, response) => {
        const { method, url = '', headers } = request;
        seen.push({ line: `${method} ${url}`, headers: Object.keys(headers), cookie: headers.cookie });
        response.setHeader('Set-Cookie', 'session=1; Path=/');
        if (url === paths.oidc) response.writeHead(302, { Location: '/moved' }).end();
        else if (url === paths.oauth) response.end(JSON.stringify({ issuer: iss, jwks_uri: `${iss}/keys` }));
        else if (url === '/keys') issuer.jwks().then((keys) => response.end(JSON.stringify(keys)));
        else response.writeHead(404).end();
      });
      const iss = served.origin;
      const issuer = createTestIssuer({ issuer: iss, audience: 'https://api.acme.dev' });
      try {
        const policy = {
          issuers: { main: { issuer: iss, audience: 'https://api.acme.dev' } },
          routes: { '/me': 'authenticated' },
        } as const;
        const headers = new Headers({ Authorization: `Bearer ${await issuer.mint()}`, Cookie: 'session=2' });
        const request = { method: 'GET', url: 'https://api.acme.dev/me', headers };
        expect(outcome(await createTestAuthorizer(policy, createWebPorts()).authorize(request))).toBe('allow');
      } finally {
        await served.stop();
      }
      expect(seen.map(({ line }) => line)).toEqual([`GET ${paths.oidc}`, `GET ${paths.oauth}`, 'GET /keys']);
      for (const { headers, cookie } of seen) {
        expect([cookie, headers.filter((name) => /^(authorization|content-length|referer)$/.test(name))]).toEqual([
          ...[undefined, []],
        ]);
      }
    },
  },
  {
    section: '2',
    level: 'MUST',
    demands: 'an issuer is an https URL without query and fragment; any other does not load',
    test: () => {
      const open = (issuer: string) => () => createStage({ entry: { issuer } });
      for (const issuer of ['https://h.test', 'https://h.test/', 'https://h.test/a/b', 'https://h.test:8443']) {
        expect(open(issuer)).not.toThrow();
      }
      for (const issuer of [
        'http://h.test',
        'https://h.test?a=1',
        'https://h.test#a',
        'https://h.test/?',
        'h.test',
        '',
      ]) {
        expect(open(issuer)).toThrow(PolicyError);
      }
    },
  },
  {
    section: '3',
    level: 'choice',
    demands: 'nothing is asked for an issuer that the policy does not name',
    test: async () => {
      const stage = await createWorkingStage();
      expect(await stage.ask({ iss: 'https://stranger.test' })).toBe('issuer_unknown');
      expect(await stage.ask({ iss: undefined })).toBe('claim_missing');
      expect(stage.urls()).toEqual([]);
      expect(await stage.ask()).toBe('allow');
      expect(stage.urls()).toEqual([OIDC_URL, KEYS_URL]);
    },
  },
];

async function answerOf(stage: Awaited<ReturnType<typeof createWorkingStage>>) {
  const document = { issuer: stage.issuer.issuer, jwks_uri: KEYS_URL };
  return () => Response.json(document);
}
