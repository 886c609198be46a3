/**
 * Caching: what a gate lets a shared cache keep. The gate hides the credential from the origin, so it answers for it.
 */
import type { PolicyDocument } from '@sallyport/core';
import { expect } from 'vitest';
import type { Standard } from './standard.ts';
import { createStage } from './support-http.ts';
import { everyRefusal } from './support-refusals.ts';

/** The directives that let a shared cache reuse an answer to a request with Authorization (section 3.5). */
const SHAREABLE = /(^|[\s,])(public|must-revalidate|s-maxage)([\s,=]|$)/i;
const KEEPS_OUT = /(^|[\s,])(private|no-store)([\s,]|$)/i;

const SHARED_CATALOGUE: Partial<PolicyDocument> = {
  routes: { '/catalogue': { claims: { sub: { exists: true } }, unsafeSharedCache: 'the same for every caller' } },
};

/** `Cache-Control` of a 200 at a front, where the origin or handler sent `given`. */
async function answered(
  given: string | null,
  path: string,
  sections: Partial<PolicyDocument> = {},
): Promise<string | null> {
  const headers: HeadersInit = given === null ? {} : { 'Cache-Control': given };
  const stage = createStage({ sections, respond: () => new Response('own', { headers }) });
  const answer = await stage.gateway(path, { headers: await stage.bearer() });
  expect(answer.status).toBe(200);
  return answer.headers.get('Cache-Control');
}

export const standard: Standard = {
  name: 'RFC 9111, HTTP caching',
  requirements: [
    {
      section: '3.5',
      level: 'MUST',
      demands: 'a guarded 200 without directives of its own is stored by nobody',
      test: async () => {
        expect(await answered(null, '/me')).toBe('private, no-store');
        expect(await answered(null, '/feed')).toBe('private, no-store');
        const stage = createStage();
        const own = await stage.middleware('/me', { headers: await stage.bearer() });
        expect(own.headers.get('Cache-Control')).toBe('private, no-store');
      },
    },
    {
      section: '3.5',
      level: 'MUST',
      demands: 'a lifetime alone never makes a guarded answer shareable',
      test: async () => {
        for (const given of [
          'max-age=60',
          'max-age=60, immutable',
          'must-revalidate',
          'no-cache',
          'stale-if-error=9',
        ]) {
          const value = (await answered(given, '/me')) ?? '';
          expect(value.startsWith(given)).toBe(true);
          expect(value).toMatch(KEEPS_OUT);
        }
      },
    },
    {
      section: '3.5',
      level: 'choice',
      demands: 'only where the route says so may an origin let shared caches keep a guarded answer',
      test: async () => {
        const given = ['public, max-age=60', 's-maxage=60', 'private, max-age=60', 'no-store', 'PUBLIC'];
        for (const said of given) {
          expect(await answered(said, '/catalogue', SHARED_CATALOGUE)).toBe(said);
          const kept = (await answered(said, '/me')) ?? '';
          expect(kept).toMatch(KEEPS_OUT);
          expect(kept).not.toMatch(SHAREABLE);
        }
        for (const said of ['publicly', 'x-public=1', 'max-age=1, nopublic']) {
          expect((await answered(said, '/catalogue', SHARED_CATALOGUE)) ?? '').toMatch(KEEPS_OUT);
        }
      },
    },
    {
      section: '3.5',
      level: 'choice',
      demands: 'an answer of a public route keeps what the origin said, or did not say',
      test: async () => {
        for (const given of [null, 'max-age=60', 'public']) expect(await answered(given, '/health')).toBe(given);
      },
    },
    {
      section: '5.2.2.5',
      level: 'choice',
      demands: 'no refusal is stored: a 401 of one caller is never the answer to another',
      test: async () => {
        const { refusals } = await everyRefusal();
        expect(refusals.length).toBeGreaterThan(35);
        for (const { response } of refusals) {
          const value = response.headers.get('Cache-Control') ?? '';
          expect(value).toBe('no-store');
          expect(value).not.toMatch(SHAREABLE);
        }
      },
    },
  ],
  inapplicable: [
    {
      section: '4',
      demands: 'when a stored response is reused',
      why: 'the gates store no responses; what they hold are keys, whose freshness is a row of OpenID Connect Discovery',
    },
  ],
};
