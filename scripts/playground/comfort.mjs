/**
 * What makes the playground pleasant: copying, a list that rests while nobody looks, an answer that comes into view.
 */

/** @typedef {import('./visit.mjs').Visit} Visit */

/** Longer than the page waits between two looks at the decisions, in milliseconds. */
const LOOK_MS = 1_700;

/**
 * Each text that a person would want elsewhere has a button, by keyboard too, that says what came of it, with a clipboard
 * and without.
 *
 * @param {Visit} visit
 */
export async function checkCopies({ page }) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const said = page.locator('#said[role=status]');
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  const labels = [];
  for (const place of ['curl', 'simple', 'rest', 'claims', 'minted', 'whole']) {
    const isTab = ['curl', 'simple', 'rest'].includes(place);
    await page.locator(isTab ? `#tab-${place}` : `#more-${place} summary`).click();
    for (const part of await page.locator(isTab ? `#panel-${place} .copyable` : `#more-${place} .copyable`).all()) {
      await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
      await part.getByRole('button', { name: /^Copy: / }).focus();
      await page.keyboard.press('Enter');
      const label = (await part.locator('.bar span').textContent()) ?? '';
      await said.getByText(`Copied: ${label}`).waitFor();
      const [copied, shown] = [await read(), await part.locator('pre').textContent()];
      if (copied !== shown || copied.length < 20)
        throw new Error(`${label}: the clipboard holds ${copied.slice(0, 80)}`);
      labels.push(label);
    }
    if (!isTab) await page.locator(`#more-${place} summary`).click();
  }
  if (labels.length !== 7) throw new Error(`only ${labels.join(', ')}`);
  await checkWithoutClipboard(page);
  return labels.join(', ');
}

/** @param {import('playwright-core').Page} page */
async function checkWithoutClipboard(page) {
  const said = page.locator('#said');
  await page.locator('#tab-curl').click();
  const part = page.locator('#panel-curl .copyable').first();
  const wanted = await part.locator('pre').textContent();
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
  });
  await part.getByRole('button').click();
  await said.getByText('Copied: curl line for the Worker gate').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'execCommand', { configurable: true, value: () => false });
  });
  await part.getByRole('button').click();
  await said.getByText('The text is selected').waitFor();
  const selected = await page.evaluate(() => String(window.getSelection()));
  if (selected !== wanted) throw new Error(`selected is ${selected}`);
  await page.evaluate(() => {
    Reflect.deleteProperty(navigator, 'clipboard');
    Reflect.deleteProperty(document, 'execCommand');
  });
  await page.locator('#tab-edge').click();
}

/**
 * A hidden tab asks for nothing, one that comes back asks at once, and a session that has ended is told.
 *
 * @param {Visit} visit
 */
export async function checkRest({ page, sent }) {
  const asked = () => sent.filter((text) => /\/api\/decisions\n/.test(text)).length;
  /** @param {'hidden' | 'visible'} state */
  const turn = (state) =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: now });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await turn('hidden');
  // One that was on its way may still arrive.
  await page.waitForTimeout(200);
  const before = asked();
  if (before === 0) throw new Error('it never asked');
  await page.waitForTimeout(2 * LOOK_MS);
  if (asked() !== before) throw new Error(`a hidden tab asked ${asked() - before} times`);
  await turn('visible');
  await page.waitForTimeout(300);
  if (asked() !== before + 1) throw new Error('a tab that came back did not ask at once');
  await page.route('**/api/decisions', (route) => route.abort());
  await page.locator('#feed', { hasText: 'does not answer' }).waitFor();
  await page.unroute('**/api/decisions');
  await page.locator('#feed:empty').waitFor({ state: 'attached' });
  return `${before} looks before`;
}

/**
 * A row of the route matrix fills in a request for its route, by keyboard too.
 *
 * @param {Visit} visit
 */
export async function checkRows(visit) {
  const { page } = visit;
  await page.getByRole('button', { name: 'Ask for POST /orders' }).focus();
  await page.keyboard.press('Enter');
  const focused = await page.evaluate(() => document.activeElement?.id);
  if (focused !== 'path') throw new Error(`the focus is on ${focused}`);
  const line = await visit.after(() => page.keyboard.press('Enter'), 'DENY 403 scope_insufficient');
  await page.getByRole('button', { name: 'Ask for GET /orders/:id' }).click();
  await visit.after(() => page.keyboard.press('Enter'), 'ALLOW');
  return line;
}

/**
 * On a phone the answer comes into view when it is asked for.
 *
 * @param {Visit} visit
 */
export async function checkInView(visit) {
  const { page } = visit;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => window.scrollTo(0, 0));
  const isShown = () =>
    page.evaluate(() => {
      const box = document.getElementById('verdict')?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
    });
  if (await isShown()) throw new Error('the answer was in view before');
  await visit.after(() => page.locator('#path').press('Enter'), '');
  // A smooth scroll takes its time.
  for (let at = 0; at < 40 && !(await isShown()); at += 1) await page.waitForTimeout(100);
  if (!(await isShown())) throw new Error('the answer did not come into view');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.locator('#headers').fill('x-a: 1\nx-b: 2');
  await visit.after(() => page.locator('#headers').press('Control+Enter'), '');
  await page.locator('#headers').fill('');
  return '';
}
