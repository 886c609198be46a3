/**
 * Whether a request names this machine: attack: DNS rebinding, by which another site's page reads what loopback serves.
 */

const OWN_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/** Whether a `Host` header is that of loopback; a missing one is not. */
export function isOwnHost(host: string | null): boolean {
  return host !== null && OWN_HOST.test(host);
}
