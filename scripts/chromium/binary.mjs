/**
 * Where Chromium is: Debian's, or what `SALLYPORT_CHROMIUM` names. Where Debian's is absent and we are root, it is
 * installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CHOSEN = process.env.SALLYPORT_CHROMIUM ?? '';

/** The binary's path. */
export const BINARY = CHOSEN === '' ? '/usr/bin/chromium' : CHOSEN;

/**
 * Makes sure that it is there.
 *
 * @returns {string} A remark.
 * @throws {Error} Where it is not, and cannot be installed.
 */
export function provideChromium() {
  if (existsSync(BINARY)) return BINARY;
  if (CHOSEN !== '') throw new Error(`SALLYPORT_CHROMIUM names ${BINARY}, which does not exist`);
  if (process.getuid?.() !== 0) {
    throw new Error(`${BINARY} does not exist: install Debian's chromium, or name a binary in SALLYPORT_CHROMIUM`);
  }
  const { status } = spawnSync('apt-get', ['install', '-y', 'chromium'], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0 || !existsSync(BINARY)) throw new Error('apt-get could not install chromium');
  return `${BINARY}, installed now`;
}
