/**
 * How the playground is reached and what it keeps out: keyboard, names, contrast, width, and its content security policy.
 */
import { findFaint, findNameless, readFocus, readOverflow } from './look.mjs';

/**
 * Tabs by keyboard: panel, focus and selection go together.
 *
 * @param {import('playwright-core').Page} page
 */
export async function checkTabs(page) {
  const shown = async () => {
    const panels = await page.locator('[role=tabpanel]:visible').evaluateAll((all) => all.map(({ id }) => id));
    const focused = await page.evaluate(() => document.activeElement?.id);
    const selected = await page.locator('[role=tab][aria-selected=true]').evaluateAll((all) => all.map(({ id }) => id));
    return [panels, focused, selected].flat().map((id) => id?.split('-')[1]);
  };
  await page.locator('#tab-edge').focus();
  for (const [key, id] of [
    ['ArrowRight', 'rest'],
    ['ArrowRight', 'simple'],
    ['ArrowRight', 'curl'],
    ['ArrowRight', 'edge'],
    ['ArrowLeft', 'curl'],
    ['Home', 'edge'],
    ['End', 'curl'],
    ['Home', 'edge'],
  ]) {
    await page.keyboard.press(key ?? '');
    const now = await shown();
    if (now.length !== 3 || now.some((one) => one !== id))
      throw new Error(`${key} leads to ${now.join(', ')}, not ${id}`);
  }
  return '';
}

/**
 * The content security policy holds: no other origin, nothing inline, no text that becomes markup.
 *
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} elsewhere - Origins other than the page's own.
 */
export async function checkFences(page, elsewhere) {
  const outcome = await page.evaluate(async (urls) => {
    /** @type {string[]} */
    const violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    );
    const reached = [];
    for (const url of urls)
      await fetch(url, { mode: 'no-cors' }).then(
        () => reached.push(url),
        () => undefined,
      );
    const script = document.createElement('script');
    try {
      script.textContent = 'globalThis.ranInline = true';
    } catch {
      violations.push('script text');
    }
    document.body.append(script);
    let markup = 'taken';
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
    } catch {
      markup = 'refused';
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { violations, reached, ran: 'ranInline' in globalThis, markup };
  }, elsewhere);
  const blocked = outcome.violations.filter((directive) => directive === 'connect-src').length;
  if (blocked !== elsewhere.length || outcome.reached.length > 0 || outcome.ran || outcome.markup !== 'refused')
    throw new Error(JSON.stringify(outcome));
  return `${outcome.violations.length} violations reported`;
}

/**
 * Every control has a name, and the tab key stops at each with a focus that shows.
 *
 * @param {import('playwright-core').Page} page
 */
export async function checkKeyboard(page) {
  const nameless = await page.evaluate(findNameless);
  if (nameless.length > 0) throw new Error(nameless.join('\n'));
  // The first stop of the page: the tab key goes on from where the focus was last.
  await page.locator('.skip').focus();
  /** @type {string[]} */
  const stops = [];
  for (let at = 0; at < 80; at += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(readFocus);
    if (focus === null) break;
    if (focus.outlinePx < 2) throw new Error(`the focus does not show on ${focus.name}`);
    stops.push(focus.name);
  }
  const missing = ['path', 'run', 'offset', 'now', 'tab-edge', 'matrix', 'decisions'].filter(
    (id) => !stops.includes(id),
  );
  if (missing.length > 0) throw new Error(`the tab key does not reach ${missing.join(', ')}`);
  return `${stops.length} stops`;
}

/**
 * One scheme at one width: contrast, no sideways scrolling in any tab, and a screenshot.
 *
 * @param {import('playwright-core').Page} page
 * @param {'light' | 'dark'} colorScheme
 * @param {number} width
 * @param {string} path - Of the screenshot.
 */
export async function checkLooks(page, colorScheme, width, path) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  for (const id of ['curl', 'simple', 'edge', 'rest']) {
    await page.locator(`#tab-${id}`).click();
    const [faint, overflow] = [await page.evaluate(findFaint), await page.evaluate(readOverflow)];
    if (faint.length > 0) throw new Error(`${id}: too faint\n${faint.join('\n')}`);
    if (overflow > 0) throw new Error(`${id}: the page is ${overflow} px too wide`);
  }
  if (colorScheme === 'dark') await page.locator(width < 800 ? '#tab-curl' : '#tab-edge').click();
  await page.screenshot({ path, fullPage: true });
  return path;
}
