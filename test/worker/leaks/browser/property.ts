/**
 * What is checked in a browser, and what a page does there.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Breakage } from './gate-source.ts';
import type { BrowserStage } from './stage.ts';

/** One thing that holds at the gate, seen from a browser. */
export interface Property {
  readonly name: string;
  /** A gate broken in this way must fail the check. */
  readonly bites: Exclude<Breakage, 'none'> | null;
  /** Throws where it does not hold. */
  readonly check: (stage: BrowserStage) => Promise<void>;
}

/** What a page's script can read of an answer; null where the browser keeps it from the page. */
export interface Readable {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a page's script asks for. */
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly credentials?: 'include' | 'omit' | 'same-origin';
  readonly mode?: 'cors' | 'no-cors';
}

/** `fetch` in the page, as its script sees the outcome. */
export function fetchIn(page: Page, url: string, init: Asked = {}): Promise<Readable | null> {
  // As text: the page's globals are none of this program's.
  return page.evaluate<Readable | null>(`
    fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then(
      async (answer) =>
        answer.type === 'opaque'
          ? null
          : { status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers) },
      () => null,
    )`);
}

/** Submits a form, and what the page shows then: the status of the answer that the browser navigated to. */
export async function submitForm(page: Page, action: string, form = page.mainFrame()): Promise<number> {
  const arrived = page.waitForResponse(
    (answer) =>
      answer.frame() === form &&
      answer.request().isNavigationRequest() &&
      ![301, 302, 303, 307, 308].includes(answer.status()),
  );
  await form.evaluate(`{
    const form = document.createElement('form');
    form.method = 'POST';
    form.action = ${JSON.stringify(action)};
    document.body.append(form);
    form.submit();
  }`);
  return (await arrived).status();
}

/** Opens a WebSocket from the page: the first message, or null where it does not open. */
export function openSocketIn(page: Page, url: string): Promise<string | null> {
  return page.evaluate<string | null>(`
    new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(url.replace(/^http/, 'ws'))});
      socket.onmessage = ({ data }) => resolve(data);
      socket.onerror = () => resolve(null);
      socket.onclose = () => resolve(null);
    })`);
}

/** Throws where two things differ, with what they are about. */
export function mustEqual(found: unknown, expected: unknown, about: string): void {
  assert.deepEqual(found, expected, `${about}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
