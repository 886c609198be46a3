/**
 * A browser's own cache with several users in one profile: what is kept for one is not shown to the next.
 *
 * Spec: RFC 9111 sections 4.1, 4.3 and 5.2.2.7.
 */
import type { Page } from 'playwright-core';
import { fetchIn, mustEqual, type Property } from './property.ts';
import type { BrowserStage } from './stage.ts';

/** One user after the other in one profile; `ask` makes one request as `who`, or as nobody. */
async function takeTurns(
  stage: BrowserStage,
  path: string,
  as: 'cookie' | 'token',
  use: (ask: (who: string | null) => Promise<string>) => Promise<void>,
): Promise<void> {
  const tokens = new Map<string, string>();
  const toToken = async (who: string): Promise<string> => {
    const [, authorization] = await stage.gate.bearer({ subject: who });
    const token = tokens.get(who) ?? authorization;
    tokens.set(who, token);
    return token;
  };
  await stage.inProfile(async (page: Page) => {
    const url = `${stage.places.gate}${path}`;
    let current: string | null = null;
    await use(async (who) => {
      if (as === 'cookie' && who !== current) {
        if (who === null) await page.context().clearCookies();
        else await stage.signIn(page, who);
        current = who;
      }
      await page.goto(`${stage.places.gate}/public/page`);
      const headers = as === 'token' && who !== null ? { authorization: await toToken(who) } : {};
      const read = await fetchIn(page, url, { headers });
      return read?.status === 200 ? read.body : String(read?.status);
    });
  });
}

/** What a browser keeps of guarded answers, and for whom. */
export const PRIVATE_CACHE_PROPERTIES: readonly Property[] = [
  ...(['cookie', 'token'] as const).map(
    (as): Property => ({
      name: `an answer that one user's browser keeps is not shown to the next user, nor to nobody, by ${as}`,
      bites: 'Vary removed',
      check: async (stage) => {
        await takeTurns(stage, '/items/kept', as, async (ask) => {
          const happened = stage.watch();
          mustEqual([await ask('alice'), await ask('alice')], ['alice', 'alice'], 'alice twice');
          const { reached } = await happened();
          // Otherwise nothing is kept, and nothing is shown by that.
          mustEqual(reached.filter((one) => one === 'GET /items/kept').length, 1, 'requests for what is kept');
          mustEqual(await ask('bob'), 'bob', 'bob after alice');
          mustEqual(await ask(null), '401', 'nobody after bob');
          mustEqual(await ask('alice'), 'alice', 'alice after a denial: it was not kept');
        });
      },
    }),
  ),
  {
    name: 'an answer to a token in the query is not shown for another token, though the origin ignores the query',
    bites: 'No-Vary-Search let through',
    check: async ({ gate, places, inProfile }) => {
      await inProfile(async (page) => {
        await page.goto(`${places.gate}/public/page`);
        const ask = async (who: string): Promise<string | undefined> => {
          const token = await gate.issuer.mint({}, { subject: who });
          return (await fetchIn(page, `/items/download?token=${token}`))?.body;
        };
        mustEqual([await ask('alice'), await ask('bob')], ['alice', 'bob'], 'one after the other');
      });
    },
  },
  {
    name: 'revalidation goes on working: 304 to the same user, the whole answer to the next',
    bites: null,
    check: async (stage) => {
      await takeTurns(stage, '/items/revalidated', 'token', async (ask) => {
        mustEqual(await ask('alice'), 'alice', 'the first answer');
        const before = stage.gate.origin.seen.length;
        mustEqual(await ask('alice'), 'alice', 'the revalidated answer');
        const asked = stage.gate.origin.seen.slice(before).find(({ url }) => url === '/items/revalidated');
        mustEqual(new Map(asked?.headers).get('if-none-match'), '"of alice"', 'what was asked');
        mustEqual([await ask('bob'), await ask(null), await ask('alice')], ['bob', '401', 'alice'], 'the others');
      });
    },
  },
];
