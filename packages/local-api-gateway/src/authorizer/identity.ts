/**
 * Decides before any invocation whether a request carries what its authorizer asks for.
 *
 * Spec: a TOKEN header that is missing or empty, or a validation expression that does not match, is a 401 without an
 *   invocation [D]; so is any one identity source of the other kinds that is missing or empty, the rest being there or
 *   not [L]. The whole token has to match [unverified: token-expression-anchoring]. Sources are asked for with a TTL of
 *   0 too [unverified: sources-without-cache].
 */
import { requireConfig } from '../config-error.ts';
import type { AuthorizerCall } from '../payload/call.ts';
import type { Protocol } from '../protocol.ts';
import { isHeaderName } from '../request/header-syntax.ts';
import { lastHeader } from '../request/headers.ts';
import { parseIdentitySource } from './identity-source.ts';

/** The values of the identity sources, or why the request is refused before the authorizer is asked. */
export type Identity =
  | { readonly outcome: 'found'; readonly values: readonly string[] }
  | { readonly outcome: 'refused'; readonly cause: 'tokenMissing' | 'tokenExpressionUnmet' | 'identitySourceMissing' };

/** Takes the identity of a request. */
export type IdentityReader = (call: AuthorizerCall) => Identity;

const HEADER_PREFIX = 'method.request.header.';
const OTHER_SOURCE = /^(?:method\.request\.|stageVariables\.|context\.)/;

/** Makes a TOKEN reader. Throws `LocalApiGatewayConfigError` for a bad header name or expression, or one with flags. */
export function createTokenReader(
  authorizer: string,
  identitySource: string,
  expression: string | RegExp | undefined,
): IdentityReader {
  const isPrefixed = identitySource.startsWith(HEADER_PREFIX);
  const headerName = isPrefixed ? identitySource.slice(HEADER_PREFIX.length) : identitySource;
  // A query parameter, or several sources, are refused when a TOKEN authorizer is created [L].
  requireConfig(
    isHeaderName(headerName) && (isPrefixed || !OTHER_SOURCE.test(identitySource)),
    `authorizer "${authorizer}": identitySource must be one header name`,
  );
  const whole = expression === undefined ? undefined : toWholeMatch(authorizer, expression);
  return ({ headers }) => {
    // The choice among several values is the gateway's, not the client's [unverified: duplicate-token-header].
    const token = lastHeader(headers, headerName);
    if (token === undefined || token === '') return { outcome: 'refused', cause: 'tokenMissing' };
    if (whole !== undefined && !whole.test(token)) return { outcome: 'refused', cause: 'tokenExpressionUnmet' };
    return { outcome: 'found', values: [token] };
  };
}

/** Makes a reader of any number of sources. Throws `LocalApiGatewayConfigError` for one that API Gateway lacks. */
export function createSourcesReader(
  authorizer: string,
  protocol: Protocol,
  sources: readonly string[],
): IdentityReader {
  const readers = sources.map((source) => parseIdentitySource(authorizer, protocol, source));
  requireConfig(
    new Set(sources).size === sources.length,
    `authorizer "${authorizer}": an identity source is there twice`,
  );
  return (call) => {
    const values: string[] = [];
    for (const read of readers) {
      const value = read(call);
      if (value === undefined || value === '') return { outcome: 'refused', cause: 'identitySourceMissing' };
      values.push(value);
    }
    return { outcome: 'found', values };
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
