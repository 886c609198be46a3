/**
 * Reads the request of a policy test as a gate would receive it.
 */
import type { AuthorizeRequest, LookAlikes } from '@sallyport/core';

/** A request without headers. `METHOD host/path`, the form of a host's route keys, is read as https. */
export function toRehearsedRequest(text: string, lookAlikes: LookAlikes): AuthorizeRequest {
  const space = text.indexOf(' ');
  const target = text.slice(space + 1);
  const url = target.startsWith('/') || target.includes('://') ? target : `https://${target}`;
  return { method: text.slice(0, space), url, headers: { get: () => null }, lookAlikes };
}

/** The request as reports name it, without its query: tests may be copied from logs of real requests. */
export function toRequestText(text: string): string {
  return text.replace(/\?.*$/s, '?…');
}
