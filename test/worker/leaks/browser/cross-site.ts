/**
 * Cookie credentials against pages of others: a browser attaches the cookie, and the gate refuses what was not meant.
 *
 * Spec: RFC 6750 section 5.3, Fetch Metadata, RFC 6265 section 8.8.
 */
import type { Page } from 'playwright-core';
import { fetchIn, mustEqual, openSocketIn, type Property, submitForm } from './property.ts';
import type { BrowserStage } from './stage.ts';

/** Where an attack comes from, and a cookie that the browser sends along from there. */
interface Attack {
  readonly from: 'sibling' | 'evil';
  readonly cookie: string;
  /** Whether the cookie goes along with what is no navigation. */
  readonly alone: 'navigation' | 'all';
}

const ATTACKS: readonly Attack[] = [
  { from: 'sibling', cookie: 'SameSite=Strict', alone: 'all' },
  { from: 'sibling', cookie: 'SameSite=Lax', alone: 'all' },
  { from: 'evil', cookie: 'SameSite=None; Secure', alone: 'all' },
  // Two minutes long, Chromium sends a cookie without the attribute along with a cross-site form.
  { from: 'evil', cookie: '', alone: 'navigation' },
];

async function attackAll(
  { places, inProfile, signIn, watch }: BrowserStage,
  attacks: readonly Attack[],
  strike: (page: Page) => Promise<unknown>,
): Promise<void> {
  for (const { from, cookie } of attacks) {
    await inProfile(async (page) => {
      await signIn(page, 'ann', cookie);
      await page.goto(places[from]);
      const happened = watch();
      await strike(page);
      const { reached, reasons } = await happened();
      mustEqual(reached, [], `what reached the origin from ${from} with "${cookie}"`);
      mustEqual([...new Set(reasons)], ['cross_site_request'], `reasons from ${from} with "${cookie}"`);
    });
  }
}

const isAnywhere = ({ alone }: Attack): boolean => alone === 'all';

/** What others' pages try with a user's cookie, and what the user's own pages do with it. */
export const CROSS_SITE_PROPERTIES: readonly Property[] = [
  {
    name: 'a form of another origin is refused with cross_site_request, though the cookie comes along',
    bites: 'cross-site check removed',
    check: async (stage) => {
      await attackAll(stage, ATTACKS, async (page) => {
        mustEqual(await submitForm(page, `${stage.places.gate}/items/who`), 403, 'the page shown');
      });
    },
  },
  {
    name: 'a form of a sandboxed frame, whose origin is null, is refused',
    bites: 'cross-site check removed',
    check: async (stage) => {
      const none = ATTACKS.filter(({ cookie }) => cookie.includes('None'));
      await attackAll(stage, none, async (page) => {
        await page.setContent('<iframe sandbox="allow-scripts allow-forms" srcdoc="<p>frame</p>"></iframe>');
        const frame = page.frames().find((one) => one.parentFrame() !== null);
        if (frame === undefined) throw new Error('there is no frame');
        mustEqual(await submitForm(page, `${stage.places.gate}/items/who`, frame), 403, 'the frame');
      });
    },
  },
  {
    name: 'a form of another site is refused behind a redirect of the gate’s own origin too',
    bites: 'cross-site check removed',
    check: async ({ places, inProfile, signIn, watch }) => {
      await inProfile(async (page) => {
        await signIn(page, 'ann', 'SameSite=None; Secure');
        await page.goto(places.evil);
        const happened = watch();
        mustEqual(await submitForm(page, `${places.gate}/public/hop`), 403, 'the page shown');
        const { reached, reasons } = await happened();
        mustEqual([reached, reasons], [['POST /public/hop'], ['cross_site_request']], 'what happened');
      });
    },
  },
  {
    name: 'fetch with credentials and sendBeacon of another origin are refused',
    bites: 'cross-site check removed',
    check: async (stage) => {
      await attackAll(stage, ATTACKS.filter(isAnywhere), async (page) => {
        const asked = { method: 'POST', body: 'x', credentials: 'include', mode: 'no-cors' } as const;
        mustEqual(await fetchIn(page, `${stage.places.gate}/items/who`, asked), null, 'the answer');
        await page.evaluate(`navigator.sendBeacon(${JSON.stringify(`${stage.places.gate}/items/beacon`)}, 'x')`);
      });
    },
  },
  {
    name: 'a WebSocket of another origin is refused',
    bites: 'cross-site check removed',
    check: async (stage) => {
      await attackAll(stage, ATTACKS.filter(isAnywhere), async (page) => {
        mustEqual(await openSocketIn(page, `${stage.places.gate}/items/socket`), null, 'the first message');
      });
    },
  },
  {
    name: 'the gate’s own pages post, submit and open sockets with the cookie; Sec-Fetch-Site is there',
    bites: null,
    check: async ({ places, inProfile, signIn }) => {
      await inProfile(async (page) => {
        await signIn(page, 'ann', 'SameSite=Strict');
        await page.goto(`${places.gate}/public/page`);
        const posted = await fetchIn(page, '/items/who', { method: 'POST', body: 'x' });
        mustEqual([posted?.status, posted?.body], [200, 'ann from same-origin'], 'fetch');
        mustEqual(await openSocketIn(page, `${places.gate}/items/socket`), 'hello ann', 'the socket');
        mustEqual(await submitForm(page, '/items/who'), 200, 'the form');
        mustEqual(await page.textContent('body'), 'ann from same-origin', 'its answer');
      });
    },
  },
  {
    name: 'pages of an origin in cors post, submit and open sockets with the cookie',
    bites: 'cors off',
    check: async ({ places, inProfile, signIn }) => {
      for (const from of [places.app, places.partner]) {
        await inProfile(async (page) => {
          await signIn(page, 'ann', 'SameSite=None; Secure');
          await page.goto(from);
          const asked = { method: 'POST', body: 'x', credentials: 'include' } as const;
          mustEqual((await fetchIn(page, `${places.gate}/items/who`, asked))?.status, 200, `fetch from ${from}`);
          mustEqual(await openSocketIn(page, `${places.gate}/items/socket`), 'hello ann', `the socket from ${from}`);
          mustEqual(await submitForm(page, `${places.gate}/items/who`), 200, `the form from ${from}`);
        });
      }
    },
  },
  {
    name: 'a link from another site works: a GET is a visit',
    bites: null,
    check: async ({ places, inProfile, signIn }) => {
      await inProfile(async (page) => {
        await signIn(page, 'ann', 'SameSite=Lax');
        await page.goto(places.evil);
        await page.setContent(`<a href="${places.gate}/items/who">visit</a>`);
        await page.click('a');
        await page.waitForURL(`${places.gate}/items/who`);
        mustEqual(await page.textContent('body'), 'ann from cross-site', 'what the page shows');
      });
    },
  },
];
