/**
 * Decides before any invocation whether a request carries a token that this authorizer takes.
 *
 * Spec: a header that is missing or empty, or a validation expression that does not match, is a 401 without an
 *   invocation [D]. The whole value has to match [unverified: token-expression-anchoring].
 */
import { requireConfig } from '../config-error.ts';
import { isHeaderName } from '../request/header-syntax.ts';
import { lastHeader, type RequestHeaders } from '../request/headers.ts';

/** The raw token, or why the request is refused before the authorizer is asked. */
export type Identity =
  | { readonly outcome: 'found'; readonly token: string }
  | { readonly outcome: 'refused'; readonly cause: 'tokenMissing' | 'tokenExpressionUnmet' };

/** Takes the token of a request. */
export type IdentityReader = (headers: RequestHeaders) => Identity;

/** Makes the reader. Throws `LocalApiGatewayConfigError` for a bad header name or expression, or one with flags. */
export function createIdentityReader(
  authorizer: string,
  headerName: string,
  expression: string | RegExp | undefined,
): IdentityReader {
  requireConfig(isHeaderName(headerName), `authorizer "${authorizer}": identitySource must be one header name`);
  const whole = expression === undefined ? undefined : toWholeMatch(authorizer, expression);
  return (headers) => {
    // The choice among several values is the gateway's, not the client's [unverified: duplicate-token-header].
    const token = lastHeader(headers, headerName);
    if (token === undefined || token === '') return { outcome: 'refused', cause: 'tokenMissing' };
    if (whole !== undefined && !whole.test(token)) return { outcome: 'refused', cause: 'tokenExpressionUnmet' };
    return { outcome: 'found', token };
  };
}

function toWholeMatch(authorizer: string, expression: string | RegExp): RegExp {
  const source = typeof expression === 'string' ? expression : expression.source;
  requireConfig(
    typeof expression === 'string' || expression.flags === '',
    `authorizer "${authorizer}": validationExpression has flags, but API Gateway takes the expression's text alone`,
  );
  try {
    // Compiled alone first: `a)|(b` is no expression, yet would become one inside the group, and leave the anchors.
    return new RegExp(`^(?:${new RegExp(source).source})$`);
  } catch {
    requireConfig(false, `authorizer "${authorizer}": validationExpression is not a regular expression`);
  }
}
