/**
 * Cross-origin access per policy, as the pages of a real browser have it.
 *
 * Spec: Fetch, CORS protocol; RFC 6750 section 3, RFC 9449 section 8.
 */
import { fetchIn, mustEqual, type Property } from './property.ts';
import type { BrowserStage } from './stage.ts';

async function toBearer({ gate }: BrowserStage, subject = 'ann'): Promise<Record<string, string>> {
  const [, authorization] = await gate.bearer({ subject });
  return { authorization };
}

/** What the gate says to browsers of the origins that its policy lists, and keeps from all others. */
export const CORS_PROPERTIES: readonly Property[] = [
  {
    name: 'a preflight is answered at the edge without a token and never forwarded; the request itself goes through once',
    bites: 'cors off',
    check: async (stage) => {
      const { places, inProfile, watch } = stage;
      for (const from of [places.app, places.partner]) {
        await inProfile(async (page) => {
          await page.goto(from);
          const happened = watch();
          const headers = { ...(await toBearer(stage)), 'content-type': 'application/json' };
          const read = await fetchIn(page, `${places.gate}/items/who`, { method: 'DELETE', headers, body: '{}' });
          const site = from === places.app ? 'same-site' : 'cross-site';
          mustEqual([read?.status, read?.body], [200, `ann from ${site}`], `the answer to ${from}`);
          const { reached, preflights, reasons } = await happened();
          mustEqual(preflights, ['/items/who'], 'preflights');
          mustEqual(reached, ['DELETE /items/who'], 'what reached the origin');
          mustEqual(reasons, [], 'denials');
        });
      }
    },
  },
  {
    name: 'a page reads denials: 401 and 403 with body and challenge',
    bites: 'cors off',
    check: async (stage) => {
      const { places, inProfile } = stage;
      await inProfile(async (page) => {
        await page.goto(places.partner);
        const bare = await fetchIn(page, `${places.gate}/items/who`);
        mustEqual([bare?.status, bare?.headers['www-authenticate']], [401, 'Bearer realm="api"'], 'without a token');
        mustEqual(JSON.parse(bare?.body ?? '{}').status, 401, 'the problem');
        const foreign = await stage.gate.bearer({ key: 'foreign' });
        const bad = await fetchIn(page, `${places.gate}/items/who`, { headers: { authorization: foreign[1] } });
        mustEqual(bad?.status, 401, 'with a bad token');
        mustEqual(bad?.headers['www-authenticate']?.includes('error="invalid_token"'), true, 'its challenge');
        const short = await fetchIn(page, `${places.gate}/orders/1`, { headers: await toBearer(stage) });
        mustEqual(short?.status, 403, 'without the scope');
        mustEqual(short?.headers['www-authenticate']?.includes('error="insufficient_scope"'), true, 'its challenge');
        mustEqual(JSON.parse(short?.body ?? '{}').status, 403, 'the problem');
      });
    },
  },
  {
    name: 'a page reads DPoP-Nonce and what the policy exposes, and no other header',
    bites: 'cors off',
    check: async (stage) => {
      const { places, inProfile } = stage;
      await inProfile(async (page) => {
        await page.goto(places.app);
        const read = await fetchIn(page, `${places.gate}/items/who`, { headers: await toBearer(stage) });
        const { 'dpop-nonce': nonce, 'x-total': total, 'x-secret': secret } = read?.headers ?? {};
        mustEqual([nonce, total, secret], ['n-1', '7', undefined], 'headers');
      });
    },
  },
  {
    name: 'a page of an unlisted origin reads nothing, with a token or a cookie, whatever the origin reflects',
    bites: null,
    check: async (stage) => {
      const { places, inProfile, signIn, watch } = stage;
      for (const from of [places.sibling, places.evil]) {
        await inProfile(async (page) => {
          await signIn(page, 'ann', 'SameSite=None; Secure');
          await page.goto(from);
          const happened = watch();
          const withToken = await fetchIn(page, `${places.gate}/items/who`, { headers: await toBearer(stage) });
          mustEqual(withToken, null, `with a token, from ${from}`);
          mustEqual((await happened()).reached, [], 'what reached the origin after a preflight');
          const withCookie = await fetchIn(page, `${places.gate}/items/reflecting`, { credentials: 'include' });
          mustEqual(withCookie, null, `with a cookie, from ${from}`);
          // A GET is no forgery: it went through, with the cookie, and the page did not see its answer.
          mustEqual((await happened()).reached, ['GET /items/reflecting'], 'what reached the origin');
          mustEqual(await fetchIn(page, `${places.gate}/items/none`), null, 'a denial');
          mustEqual(await fetchIn(page, `${places.gate}/public/plain`), null, 'a public route');
        });
      }
    },
  },
  {
    name: 'a listed origin has credentialed requests: cookies go along, the answer is read',
    bites: 'cors off',
    check: async ({ places, inProfile, signIn }) => {
      for (const from of [places.app, places.partner]) {
        await inProfile(async (page) => {
          await signIn(page, 'bob', 'SameSite=None; Secure');
          await page.goto(from);
          const read = await fetchIn(page, `${places.gate}/items/reflecting`, { credentials: 'include' });
          mustEqual([read?.status, read?.body], [200, 'bob'], `with the cookie, from ${from}`);
          const bare = await fetchIn(page, `${places.gate}/items/reflecting`, { credentials: 'omit' });
          mustEqual(bare?.status, 401, 'without the cookie');
        });
      }
    },
  },
  {
    name: 'a public route whose origin answers for itself is read by anyone, one that does not by listed origins',
    bites: 'cors off',
    check: async ({ places, inProfile }) => {
      await inProfile(async (page) => {
        await page.goto(places.evil);
        const open = await fetchIn(page, `${places.gate}/public/open`);
        mustEqual([open?.status, open?.body], [200, 'open to all'], 'its own answer');
        await page.goto(places.app);
        mustEqual((await fetchIn(page, `${places.gate}/public/open`))?.status, 200, 'its own answer, to a listed one');
        mustEqual((await fetchIn(page, `${places.gate}/public/plain`))?.status, 200, 'the policy’s');
      });
    },
  },
];
