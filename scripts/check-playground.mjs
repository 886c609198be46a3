/**
 * Uses the playground of `sallyport dev` in Chromium as a person would, and holds it to what it promises: decisions made in
 * the page, pasted tokens that never leave it, everything by keyboard, two schemes, phone width.
 *
 * Leaves screenshots in `node_modules/.cache/sallyport`, to be looked at. `SALLYPORT_CHROMIUM` names another binary.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../test/portable/runtimes.ts';
import { checkCopies, checkInView, checkRest, checkRows } from './playground/comfort.mjs';
import * as decisions from './playground/decisions.mjs';
import { checkFences, checkKeyboard, checkLooks, checkTabs } from './playground/reach.mjs';
import { startSession } from './playground/session.mjs';
import { visit as open } from './playground/visit.mjs';
import { ROOT } from './run.mjs';
import { runSteps } from './steps.mjs';

const FOLDER = join(ROOT, 'node_modules/.cache/sallyport');
const WIDTHS = [1280, 360];

mkdirSync(FOLDER, { recursive: true });
const session = await startSession();
const executablePath = process.env.SALLYPORT_CHROMIUM || '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
try {
  const visit = await open(browser, session.playground);
  const { page } = visit;
  await runSteps([
    ['a minted token is let in, and every check says how', () => decisions.checkMinted(visit)],
    [
      'a pasted token that has expired is denied with a hint, and never leaves the page',
      () => decisions.checkPasted(visit, session.issuer),
    ],
    ['tabs by arrow keys, Home and End', () => checkTabs(page)],
    ['the time slider expires a token and brings it back', () => decisions.checkTime(visit)],
    ['rotate: new keys are published, and fetched when a token needs them', () => decisions.checkRotation(visit)],
    [
      'an outage: held keys serve, not beyond the stale bound, and serve again when time is turned back',
      () => decisions.checkOutage(visit),
    ],
    ['decisions of the local gates appear', () => checkGates(page)],
    ['what one takes along is copied by a button, with a clipboard and without', () => checkCopies(visit)],
    ['a row of the route matrix fills in the request', () => checkRows(visit)],
    ['the answer comes into view on a phone; Ctrl+Enter runs from a larger field', () => checkInView(visit)],
    ['the page made no error so far', () => checkErrors(visit.errors)],
    [
      'no other origin can be asked, nothing inline runs, no text becomes markup',
      () => checkFences(page, ['https://elsewhere.test/', session.worker, session.issuer]),
    ],
    ['every control has a name, and every stop of the tab key a visible focus', () => checkKeyboard(page)],
    ...WIDTHS.map((width) => toLooks(page, 'light', width)),
    ['a hidden tab asks for nothing, and a session that has ended is told', () => checkRest(visit)],
    ['without the scope it is denied, with the reason', () => decisions.checkLacking(visit)],
    ...WIDTHS.map((width) => toLooks(page, 'dark', width)),
  ]);
} finally {
  await browser.close();
  await session.stop();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {'light' | 'dark'} scheme
 * @param {number} width
 * @returns {readonly [string, () => Promise<string>]}
 */
function toLooks(page, scheme, width) {
  const path = join(FOLDER, `playground-${width}-${scheme}.png`);
  return [
    `${scheme}, ${width} px: contrast, no sideways scrolling, a screenshot`,
    () => checkLooks(page, scheme, width, path),
  ];
}

/** @param {import('playwright-core').Page} page */
async function checkGates(page) {
  await fetch(`${session.worker}/orders/1`);
  await page.locator('#decisions td', { hasText: 'token_missing' }).first().waitFor();
  return '';
}

/** @param {readonly string[]} errors */
async function checkErrors(errors) {
  // Chromium reports what an issuer in an outage answers as a resource that failed.
  const own = errors.filter((text) => !text.includes('status of 599'));
  if (own.length > 0) throw new Error(own.join('\n'));
  return '';
}
