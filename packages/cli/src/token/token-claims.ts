/**
 * What a token says of itself, for people and for `--json`.
 *
 * Trust: none: the claims are decoded and not verified.
 */

/** The claims of a JWT, or null for a token that is none, such as an opaque one. */
export function decodeClaims(token: string): Readonly<Record<string, unknown>> | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** `exp` in epoch seconds, or null. */
export function readExpiry(claims: Readonly<Record<string, unknown>> | null): number | null {
  const exp = claims?.exp;
  return typeof exp === 'number' && Number.isFinite(exp) ? exp : null;
}

/** One line on a token, such as `main  sub user-1  aud api://default  scopes read:orders  expires in 15 min`. */
export function toSummary(
  issuer: string,
  claims: Readonly<Record<string, unknown>> | null,
  expiresAt: number | null,
  nowSeconds: number,
): string {
  const words = [
    ['sub', claims?.sub],
    ['aud', claims?.aud],
    ['scopes', claims?.scope ?? claims?.scp],
  ].flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${String(name)} ${toText(value)}`]));
  return [issuer, ...(claims === null ? ['opaque'] : words), toLife(expiresAt, nowSeconds)].join('  ');
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(' ') : String(value);
}

function toLife(expiresAt: number | null, nowSeconds: number): string {
  if (expiresAt === null) return 'does not say when it expires';
  const seconds = Math.round(expiresAt - nowSeconds);
  const length = Math.abs(seconds);
  const text =
    length < 120 ? `${length} s` : length < 7200 ? `${Math.round(length / 60)} min` : `${Math.round(length / 3600)} h`;
  return seconds > 0 ? `expires in ${text}` : `expired ${text} ago`;
}
