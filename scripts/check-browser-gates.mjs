/**
 * Checks in Chromium what only a browser can show of the gateway: cross-origin access, cookies against pages of others,
 * and what a browser keeps. Each check is then run against a gate that is broken on purpose, and must fail there.
 *
 * Usage: node scripts/check-browser-gates.mjs (it gives Node the flag that reads the packages' sources).
 */
import { spawnSync } from 'node:child_process';

if (process.execArgv.includes('--conditions=source')) {
  await check();
} else {
  const { status } = spawnSync(process.execPath, ['--conditions=source', import.meta.filename], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

async function check() {
  const { BINARY, provideChromium } = await import('./chromium/binary.mjs');
  const { runSteps } = await import('./steps.mjs');
  const { CORS_PROPERTIES } = await import('../test/worker/leaks/browser/cors.ts');
  const { CROSS_SITE_PROPERTIES } = await import('../test/worker/leaks/browser/cross-site.ts');
  const { PRIVATE_CACHE_PROPERTIES } = await import('../test/worker/leaks/browser/private-cache.ts');
  const { startBrowserStage } = await import('../test/worker/leaks/browser/stage.ts');

  const properties = [...CORS_PROPERTIES, ...CROSS_SITE_PROPERTIES, ...PRIVATE_CACHE_PROPERTIES];
  /** @type {import('../test/worker/leaks/browser/stage.ts').BrowserStage | null} */
  let stage = null;
  const open = async (breakage) => {
    await stage?.stop();
    stage = null;
    stage = await startBrowserStage(BINARY, breakage);
    return stage.places.gate;
  };
  const onStage = async (property) => {
    if (stage === null) throw new Error('there is no stage');
    await property.check(stage);
    return '';
  };

  await runSteps([
    ['Chromium is there', provideChromium],
    ['a gateway in workerd, and Chromium', () => open('none')],
    ...properties.map((property) => [property.name, () => onStage(property)]),
    ...['cors off', 'cross-site check removed', 'Vary removed', 'No-Vary-Search let through'].map((breakage) => [
      `with ${breakage}, the checks that are to notice fail`,
      async () => {
        await open(breakage);
        const due = properties.filter(({ bites }) => bites === breakage);
        const held = [];
        for (const property of due) {
          await onStage(property).then(
            () => held.push(property.name),
            (error) => {
              // A page that did not load shows nothing.
              if (error.code !== 'ERR_ASSERTION') throw error;
            },
          );
        }
        if (due.length === 0 || held.length > 0) throw new Error(`held all the same:\n${held.join('\n')}`);
        return `${due.length} of ${due.length}`;
      },
    ]),
  ]);
  await stage?.stop();
}
