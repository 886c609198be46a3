/**
 * One visit to the playground: the page under a check's control, with all that it sent and every error that it made.
 */

/**
 * @typedef {object} Visit
 * @property {import('playwright-core').Page} page
 * @property {readonly string[]} sent - URL, headers and body of each request so far.
 * @property {readonly string[]} errors
 * @property {(act: () => Promise<unknown>, text: string) => Promise<string>} after - Does something that decides anew, waits
 * for that decision, and gives the verdict, which must hold the text.
 */

/**
 * Opens the page.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @returns {Promise<Visit>}
 */
export async function visit(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(8_000);
  /** @type {string[]} */
  const sent = [];
  /** @type {string[]} */
  const errors = [];
  page.on('request', (request) => {
    sent.push([request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n'));
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(address);
  await page.waitForSelector('#matrix table');
  const readRun = () => page.locator('#verdict').getAttribute('data-run');
  return {
    ...{ page, sent, errors },
    after: async (act, text) => {
      const before = await readRun();
      await act();
      await page.waitForFunction(
        (run) => document.getElementById('verdict')?.dataset.run !== (run ?? undefined),
        before,
      );
      const shown = (await page.locator('#verdict .line').textContent()) ?? '';
      if (!shown.includes(text)) throw new Error(`the verdict is "${shown}", not "${text}"`);
      return shown;
    },
  };
}
