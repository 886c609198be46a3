/**
 * What a shape is: how the tokens and addresses of a test issuer look, as data.
 */

/** Who a token speaks for and what it grants, before a shape writes it into claims. */
export interface TokenFacts {
  readonly subject: string;
  readonly clientId: string;
  readonly audience: string | readonly string[];
  /** `user`: a person through a client; `client`: the client itself (client credentials). */
  readonly kind: 'user' | 'client';
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** A shape as data. */
export interface IssuerShape {
  /** The issuer where a test names none. */
  readonly issuer: string;
  readonly audience: string;
  /** What it signs with where a test names none: what the provider itself uses. */
  readonly algorithm: 'ES256' | 'RS256';
  /** Below the issuer without its trailing slash, or an address, in which `{path}` stands for the path of the issuer. */
  readonly jwksPath: string;
  /** Below the issuer without its trailing slash. */
  readonly tokenPath: string;
  /** The header's `typ`; null for none. */
  readonly typ: string | null;
  /** The client id where a test names none; Cognito's stands in for the audience. */
  readonly toClientId: (audience: string | readonly string[]) => string;
  /** Everything but `iss`, `iat` and `exp`. */
  readonly toClaims: (facts: TokenFacts, tokenId: string, iss: string) => Record<string, unknown>;
}

// A fact with nothing in it leaves no claim, as at the real issuers.

/** A claim that is an array. */
export function list(name: string, values: readonly string[]): Record<string, unknown> {
  return values.length === 0 ? {} : { [name]: [...values] };
}

/** A claim that is one string of words. */
export function words(name: string, values: readonly string[]): Record<string, unknown> {
  return values.length === 0 ? {} : { [name]: values.join(' ') };
}

/** The client where a test names none. */
export function testClient(): string {
  return 'test-client';
}
