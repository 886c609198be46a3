/**
 * What the playground decides: minted and pasted tokens, time, new keys, an outage.
 */

/** Beyond the day for which held keys serve, in minutes. */
const STALE_MINUTES = 1500;

/** @typedef {import('./visit.mjs').Visit} Visit */

/** @param {Visit} visit */
function ask({ page }) {
  return page.locator('#path').press('Enter');
}

/**
 * @param {Visit} visit
 * @param {number} minutes
 */
async function setTime({ page }, minutes) {
  await page.locator('#offset').fill(String(minutes));
  await page.locator('#offset').dispatchEvent('change');
}

/** @param {Visit} visit */
async function askMinted(visit) {
  const { page } = visit;
  await page.getByLabel('Mint', { exact: true }).check();
  await page.locator('#method').selectOption('GET');
  await page.locator('#path').fill('/orders/1');
  await page.locator('#scopes').fill('read:orders');
  await ask(visit);
}

/** @param {Visit} visit */
export async function checkMinted(visit) {
  const line = await visit.after(() => askMinted(visit), 'ALLOW');
  const checks = await visit.page.locator('#checks li').allInnerTexts();
  if (checks.length !== 10 || !checks.every((text) => /passed|not asked for/.test(text)))
    throw new Error(checks.join('\n'));
  // What is looked for in what was sent can be found there.
  if (!visit.sent.some((text) => text.includes('"scopes":["read:orders"]'))) throw new Error('no order was seen');
  return line;
}

/** @param {Visit} visit */
export async function checkLacking(visit) {
  await visit.page.locator('#scopes').fill('');
  return visit.after(() => ask(visit), 'DENY 403 scope_insufficient');
}

/**
 * @param {Visit} visit
 * @param {string} issuer - The address of the local issuers.
 */
export async function checkPasted(visit, issuer) {
  const { page, sent } = visit;
  const minted = await fetch(`${issuer}/mint/staff?scope=read%3Aorders&expires=-3600`);
  const token = (await minted.text()).trim();
  const start = sent.length;
  await page.getByLabel('Paste', { exact: true }).check();
  await page.locator('#token').fill(token);
  const line = await visit.after(() => page.locator('#run').click(), 'DENY 401 token_expired');
  const hints = await page.locator('#verdict p:not(.line):not(.hint)').allInnerTexts();
  if (hints.join('').length < 20) throw new Error('there is no hint');
  await page.waitForTimeout(1_600);
  const since = sent.slice(start);
  if (since.length === 0) throw new Error('nothing was asked in the meantime, so nothing was seen');
  const parts = [token, ...token.split('.')];
  if (since.some((text) => parts.some((part) => text.includes(part)))) throw new Error('the token left the page');
  const kept = await page.evaluate(() =>
    JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  if (parts.some((part) => kept.includes(part))) throw new Error('the token is kept');
  const written = (await page.locator('#panel-curl').textContent()) ?? '';
  const anywhere = await page.evaluate(() => document.body.textContent ?? '');
  if (parts.some((part) => anywhere.includes(part))) throw new Error('the page writes the token out');
  if (!written.includes('$TOKEN') || parts.some((part) => written.includes(part))) throw new Error('curl holds it');
  return `${line}, ${since.length} requests watched`;
}

/** @param {Visit} visit */
export async function checkTime(visit) {
  await visit.after(() => askMinted(visit), 'ALLOW');
  await visit.after(() => setTime(visit, 20), 'DENY 401 token_expired');
  await visit.after(() => setTime(visit, -60), 'DENY 401 token_not_yet_valid');
  return visit.after(() => visit.page.locator('#now').click(), 'ALLOW');
}

/** @param {Visit} visit */
export async function checkRotation(visit) {
  const { page } = visit;
  const card = page.locator('.card').first();
  const readKey = () => page.locator('#checks [data-phase=key] .text').textContent();
  const before = await readKey();
  await card.getByRole('button', { name: /^Rotate/ }).click();
  await page.waitForFunction(() => document.querySelector('.card dl')?.textContent?.includes(', '));
  await card.getByRole('button', { name: /^Withdraw/ }).click();
  const line = await askUntilAllowed(visit);
  const after = await readKey();
  const [one, other] = [before, after].map((text) => /kid "([^"]+)"/.exec(text ?? '')?.[1]);
  if (one === undefined || other === undefined || one === other) throw new Error(`${before}\n${after}`);
  return line;
}

/**
 * A new key is honoured within 10 s: forced fetches keep their distance.
 *
 * @param {Visit} visit
 */
async function askUntilAllowed(visit) {
  const askAnew = () => visit.page.locator('#fresh').click();
  for (let second = 0; second < 9; second += 1) {
    const line = await visit.after(askAnew, '');
    if (line === 'ALLOW') return `${line} after ${second} s`;
    if (!line.includes('key_not_found')) throw new Error(line);
    await visit.page.waitForTimeout(1_000);
  }
  return visit.after(askAnew, 'ALLOW');
}

/** @param {Visit} visit */
export async function checkOutage(visit) {
  const { page } = visit;
  const card = page.locator('.card').first();
  await card.getByRole('button', { name: /^Start outage/ }).click();
  await card.getByText('✖ outage').waitFor();
  await visit.after(() => ask(visit), 'ALLOW');
  const line = await visit.after(() => setTime(visit, STALE_MINUTES), 'DENY 503 keys_unavailable');
  await visit.after(() => page.locator('#now').click(), 'ALLOW');
  await card.getByRole('button', { name: /^End outage/ }).click();
  await card.getByText('✔ up').waitFor();
  return line;
}
