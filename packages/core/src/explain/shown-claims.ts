/**
 * Which claims can be shown to whoever helps with a denial: those that say what is granted, not whom.
 */

const OPEN = new Set([
  ...['iss', 'aud', 'exp', 'nbf', 'iat', 'typ', 'ver', 'token_use', 'gty', 'acr', 'amr', 'auth_time', 'cnf'],
  ...['azp', 'appid', 'azpacr', 'cid', 'client_id', 'tid', 'org_id', 'scope', 'scp', 'scopes', 'permissions'],
  ...['roles', 'groups', 'wids', 'realm_access', 'resource_access', 'cognito:groups', 'hasgroups', '_claim_names'],
]);

/** Whose values are shown. */
export type ClaimView = 'masked' | 'whole';

/** The claims for a report: `masked` puts `(masked, 12 characters)` in place of what may be personal. */
export function toShownClaims(
  claims: Readonly<Record<string, unknown>>,
  view: ClaimView,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, view === 'whole' || OPEN.has(name) ? value : toMask(value)]),
  );
}

function toMask(value: unknown): string {
  return typeof value === 'string'
    ? `(masked, ${value.length} characters)`
    : `(masked, ${Array.isArray(value) ? 'list' : typeof value})`;
}
