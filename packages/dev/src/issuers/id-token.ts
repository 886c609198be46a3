/**
 * What an ID token of a provider has that its access token has not, and the other way round: the wrong token that people
 * send most.
 *
 * Spec: OpenID Connect Core 1.0 section 2.
 */
import type { MintOptions, TestPreset } from '@sallyport/core/testing';

/** What access tokens have: scopes, permissions, and who asked. `undefined` takes a claim out. */
const NO_ACCESS: Readonly<Record<string, undefined>> = Object.fromEntries(
  ['scope', 'scp', 'permissions', 'client_id', 'cid', 'uid', 'azp', 'appid', 'gty', 'username', 'version'].map(
    (name) => [name, undefined] as const,
  ),
);

/** Providers whose only tokens are ID tokens, or say of themselves what they are. */
const SAME: ReadonlySet<string> = new Set([
  ...['cognito-id', 'google', 'google-iap', 'firebase', 'cloudflare-access', 'github-actions'],
]);

/** The claims and options to set over those of an access token. */
export function toIdToken(
  preset: TestPreset | null,
  { subject, clientId = 'test-client' }: Pick<MintOptions, 'subject' | 'clientId'>,
  nowSeconds: number,
): { readonly claims: Readonly<Record<string, unknown>>; readonly header: Readonly<Record<string, unknown>> } {
  if (preset !== null && SAME.has(preset)) return { claims: {}, header: {} };
  const own: Record<string, unknown> =
    preset === 'cognito'
      ? { token_use: 'id', 'cognito:username': subject ?? 'user-1' }
      : preset === 'keycloak'
        ? { typ: 'ID', azp: clientId, realm_access: undefined }
        : {};
  const claims = { ...NO_ACCESS, aud: clientId, auth_time: Math.floor(nowSeconds), nonce: 'n-1', ...own };
  return { claims, header: { typ: preset === 'okta' || preset === 'cognito' ? undefined : 'JWT' } };
}
