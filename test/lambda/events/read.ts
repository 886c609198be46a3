/** Events of API Gateway as JSON, with a token of the test's own in place of the one that stands in them. */
import { readFileSync } from 'node:fs';

const STANDING = 'header.payload.signature';

/** An event by its file's name. */
export function readEvent(name: string, token: string = STANDING): Record<string, unknown> {
  const text = readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll(STANDING, token));
}
