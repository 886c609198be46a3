/**
 * A gateway in the real workerd before a recording origin, and Chromium with pages of four kinds of origins around it.
 *
 * All speak plain http: `localhost` and what is under it is trustworthy to a browser, which therefore sends
 * `Sec-Fetch-Site` and takes `Secure` cookies there. Ports are of one site, and of one cookie jar.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyDocument } from '@sallyport/core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../../../portable/runtimes.ts';
import { listenOnLoopback } from '../../../support/loopback.ts';
import { acceptWebSocket, readFrames, sendFrame } from '../../../support/websocket-peer.ts';
import { ROUTES } from '../../acme.ts';
import { type Stage as GateStage, startStage } from '../../raw/stage.ts';
import { type Breakage, toGateSource } from './gate-source.ts';
import { ORIGIN_ANSWERS } from './origin-answers.ts';

/** Where pages come from: the gate's own site and a site that has nothing to do with it, listed in `cors` or not. */
export interface Places {
  /** The gate itself. */
  readonly gate: string;
  /** The gate's site, another port, listed. */
  readonly app: string;
  /** Another site, listed. */
  readonly partner: string;
  /** The gate's site, another port, not listed: cookies go along whatever their `SameSite`. */
  readonly sibling: string;
  /** Another site, not listed. */
  readonly evil: string;
}

/** Everything started. */
export interface BrowserStage {
  readonly places: Places;
  readonly gate: GateStage;
  /** Runs `use` with a page in an empty profile, without cookies and cached answers. */
  readonly inProfile: <T>(use: (page: Page) => Promise<T>) => Promise<T>;
  /** Signs a user in: the gate's origin sets the cookie `session`, with the attributes that are given. */
  readonly signIn: (page: Page, subject: string, attributes?: string) => Promise<void>;
  /** What has happened since: requests that reached the origin, reasons that the gate logged, preflights that it got. */
  readonly watch: () => () => Promise<Happened>;
  readonly stop: () => Promise<void>;
}

/** What was seen between two moments. */
export interface Happened {
  /** `METHOD /path`. */
  readonly reached: readonly string[];
  readonly reasons: readonly string[];
  /** Paths of OPTIONS requests that came to the gate. */
  readonly preflights: readonly string[];
}

const COOKIE = 'session';

/** Cookies go along to other sites: the gate must do with browsers that withhold none. */
const PREFERENCES = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };

/** Asked for to see that all that came before has been printed. */
const MARK = '/public/mark/';

/** Asked for by the browser on its own. */
const ICON = '/favicon.ico';

/** Starts all of it. */
export async function startBrowserStage(executablePath: string, breakage: Breakage = 'none'): Promise<BrowserStage> {
  const page: RequestListener = (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><meta charset="utf-8"><title>page</title>');
  };
  const servers = await Promise.all(['app', 'sibling', 'evil', 'partner'].map(() => listenOnLoopback(page)));
  const [app, sibling, evil, partner] = servers.map(({ port }) => port);
  const around = {
    app: `http://localhost:${app}`,
    partner: `http://127.0.0.1:${partner}`,
    sibling: `http://localhost:${sibling}`,
    evil: `http://evil.localhost:${evil}`,
  };
  let cookie = '';
  const gate = await startStage({
    source: toGateSource(breakage),
    sections: toSections([around.app, around.partner], breakage),
    answers: {
      ...ORIGIN_ANSWERS,
      '/public/page': page,
      '/public/sign-in': (_request, response) => {
        response.writeHead(200, { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' }).end('signed in');
      },
    },
  });
  gate.origin.server.on('upgrade', (incoming: IncomingMessage, socket) => {
    gate.origin.seen.push({ method: 'UPGRADE', url: incoming.url ?? '', headers: [] });
    acceptWebSocket(incoming, socket);
    sendFrame(socket, 'text', Buffer.from(`hello ${incoming.headers['x-user-id']}`));
    readFrames(socket, () => undefined);
  });
  const places = { gate: `http://localhost:${gate.workerd.port}`, ...around };
  const profile = await mkdtemp(join(tmpdir(), 'sallyport-chromium-'));
  // A profile on disk: without one Chromium withholds cookies from what pages of another site ask for.
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(PREFERENCES));
  const options = { executablePath, headless: true, args: [...CHROMIUM_FLAGS] };
  const browser = await chromium.launchPersistentContext(profile, options);
  browser.setDefaultTimeout(10_000);

  return {
    places,
    gate,
    inProfile: async (use) => {
      const page = await browser.newPage();
      try {
        return await use(page);
      } finally {
        await empty(browser, page);
        await page.close();
      }
    },
    signIn: async (page, subject, attributes = 'SameSite=Lax') => {
      const token = await gate.issuer.mint({}, { subject });
      cookie = `${COOKIE}=${token}; Path=/; HttpOnly${attributes === '' ? '' : `; ${attributes}`}`;
      await page.goto(`${places.gate}/public/sign-in`);
      const kept = await page.context().cookies(places.gate);
      if (!kept.some(({ name, value }) => name === COOKIE && value === token)) {
        throw new Error(`the browser did not keep the cookie with ${attributes}`);
      }
    },
    watch: () => {
      const reachedBefore = gate.origin.seen.length;
      const printedBefore = gate.workerd.output().length;
      return async () => {
        await settle(gate);
        const records = readRecords(gate.workerd.output().slice(printedBefore));
        return {
          reached: gate.origin.seen
            .slice(reachedBefore)
            .flatMap(({ method, url }) => (url === ICON || url.startsWith(MARK) ? [] : [`${method} ${url}`])),
          reasons: records.flatMap(({ reason }) => (typeof reason === 'string' ? [reason] : [])),
          preflights: records.flatMap(({ options }) =>
            typeof options === 'string' && !options.startsWith(MARK) ? [options] : [],
          ),
        };
      };
    },
    stop: async () => {
      await browser.close();
      await Promise.all([gate.stop(), ...servers.map(({ stop }) => stop())]);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

let marks = 0;

/** Waits until everything printed so far has come: workerd's output has a pipe of its own, which keeps its order. */
async function settle(gate: GateStage): Promise<void> {
  marks += 1;
  const mark = `${MARK}${marks}`;
  // What is logged of a decision is written after its answer.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await gate.send({ method: 'OPTIONS', target: mark });
  for (let tries = 0; tries < 100 && !gate.workerd.output().includes(`"${mark}"`); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Leaves nothing in the profile. */
async function empty(context: BrowserContext, page: Page): Promise<void> {
  await context.clearCookies();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

function toSections(origins: readonly string[], breakage: Breakage): (issuer: string) => Partial<PolicyDocument> {
  return (issuer) => ({
    issuers: {
      machines: {
        ...{ issuer, audience: 'https://api.acme.dev', algorithms: ['ES256'] },
        tokenFrom: ['authorization', { cookie: COOKIE }, { unsafeQueryToken: { name: 'token', why: 'downloads' } }],
      },
    },
    ...(breakage === 'cors off' ? {} : { cors: { origins, credentials: true, exposeHeaders: ['X-Total'] } }),
    routes: { ...ROUTES, [`GET ${ICON}`]: 'public' },
    worker: { identityHeaders: { 'X-User-Id': 'subject' } },
  });
}

function readRecords(printed: string): readonly Record<string, unknown>[] {
  const lines = printed.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => JSON.parse(line));
}
