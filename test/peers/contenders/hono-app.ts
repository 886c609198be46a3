/** Asks an app that is guarded by a middleware. */
import type { Hono } from 'hono';
import type { Answer } from '../row.ts';

/** Sends one token; `said` is what was logged, or raised to the app's error handler, meanwhile. */
export async function askApp(app: Pick<Hono, 'request'>, token: string, said: string[]): Promise<Answer> {
  said.length = 0;
  const response = await app.request('/secure', { headers: { authorization: `Bearer ${token}` } });
  const headers = JSON.stringify([...response.headers]);
  // A log record is written behind the answer.
  const body = await response.text();
  await new Promise((resolve) => setImmediate(resolve));
  return { isAccepted: response.status === 200, how: `${response.status}`, text: [headers, body, ...said].join('\n') };
}

/** The challenge of a request that presents nothing. */
export async function challengeOf(app: Pick<Hono, 'request'>, url: string): Promise<string> {
  const response = await app.request(url);
  return response.headers.get('www-authenticate') ?? '';
}
