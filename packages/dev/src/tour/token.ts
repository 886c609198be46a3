/**
 * Obtains a row's token from a stand-in: good, or bad in one named way.
 */
import type { MintOptions, TestIssuer } from '@sallyport/core/testing';
import type { TourToken } from './row.ts';

/** A token as the row asks for it. */
export async function mintTourToken(testIssuer: TestIssuer, token: TourToken): Promise<string> {
  const options: MintOptions = {
    ...(token.subject === undefined ? {} : { subject: token.subject }),
    ...(token.audience === undefined ? {} : { audience: token.audience }),
    ...(token.scopes === undefined ? {} : { scopes: token.scopes }),
    ...(token.roles === undefined ? {} : { roles: token.roles }),
    ...(token.flaw === 'expired' ? { expiresInSeconds: -3600 } : {}),
    ...(token.flaw === 'foreignKey' ? { key: 'foreign' } : {}),
  };
  const text = await testIssuer.mint(token.claims ?? {}, options);
  return token.flaw === 'tampered' ? tamper(text) : text;
}

/** The same token with one claim more in its payload and the signature kept. */
function tamper(text: string): string {
  const [header = '', payload = '', signature = ''] = text.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, admin: true })).toString('base64url');
  return `${header}.${changed}.${signature}`;
}
