/**
 * Reads the gateway responses that a deployment overrides, in API Gateway's own notation.
 *
 * Spec: [D] gateway response setup: header values are `'static text'` in single quotes, `context.<name>` or
 *   `method.request.header.<Name>`; DEFAULT_4XX and DEFAULT_5XX serve every type that has no override of its own.
 */
import { requireConfig } from '../config-error.ts';
import { isHeaderName, isHeaderValue } from '../request/header-syntax.ts';
import type { GatewayResponseType, Outcome } from './outcomes.ts';

/** One override as it stands in a template. */
export type GatewayResponseOverride = {
  /** 200 to 599; on DEFAULT_4XX and DEFAULT_5XX it changes every response of that class. */
  readonly status?: number;
  /** Header name to mapping expression, as in `gatewayresponse.header.<name>`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, with `$context.<name>` variables; the content type stays `application/json`. */
  readonly template?: string;
};

/** Overrides by gateway response type. */
export type GatewayResponseOverrides = Readonly<Partial<Record<GatewayResponseType, GatewayResponseOverride>>>;

/** A header value to fill in: text, a context variable, or a header of the request. */
export type HeaderMapping =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'context' | 'requestHeader'; readonly name: string };

/** An override, checked; header names are lower-case. */
export type CheckedOverride = {
  readonly status: number | undefined;
  readonly headers: ReadonlyMap<string, HeaderMapping>;
  readonly template: string | undefined;
};

/** Finds the override that serves an outcome: its own type's, else that of its class. */
export type OverrideLookup = (outcome: Outcome) => CheckedOverride | undefined;

const KNOWN_TYPES: ReadonlySet<string> = new Set<GatewayResponseType>([
  'ACCESS_DENIED',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'INTEGRATION_FAILURE',
  'INTEGRATION_TIMEOUT',
  'MISSING_AUTHENTICATION_TOKEN',
  'REQUEST_TOO_LARGE',
  'UNAUTHORIZED',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
]);

/** Checks the overrides. Throws `LocalApiGatewayConfigError` for an unknown type, status, header or mapping. */
export function createOverrideLookup(overrides: GatewayResponseOverrides): OverrideLookup {
  const byType = new Map<string, CheckedOverride>();
  for (const [type, override] of Object.entries(overrides)) {
    requireConfig(KNOWN_TYPES.has(type), `gatewayResponses.${type} is not a gateway response type that is served here`);
    if (override !== undefined) byType.set(type, checkOverride(override, `gatewayResponses.${type}`));
  }
  return (outcome) =>
    byType.get(outcome.responseType) ?? byType.get(outcome.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
}

function checkOverride(override: GatewayResponseOverride, place: string): CheckedOverride {
  const { status, template } = override;
  requireConfig(
    status === undefined || (Number.isInteger(status) && status >= 200 && status <= 599),
    `${place}.status must be a whole number from 200 to 599`,
  );
  const headers = Object.entries(override.headers ?? {}).map(([name, expression]) => {
    requireConfig(isHeaderName(name), `${place}.headers has a name that is no header name`);
    return [name.toLowerCase(), toHeaderMapping(expression, `${place}.headers.${name}`)] as const;
  });
  return { status, headers: new Map(headers), template };
}

function toHeaderMapping(expression: string, place: string): HeaderMapping {
  const [, text] = /^'(.*)'$/s.exec(expression) ?? [];
  if (text !== undefined) {
    requireConfig(isHeaderValue(text), `${place} has a character that no header may have`);
    return { from: 'text', text };
  }
  const [, context] = /^context\.(.+)$/.exec(expression) ?? [];
  if (context !== undefined) return { from: 'context', name: context };
  const [, header] = /^method\.request\.header\.(.+)$/.exec(expression) ?? [];
  requireConfig(
    header !== undefined,
    `${place} must be 'text' in single quotes, context.<name> or method.request.header.<Name>, as at API Gateway`,
  );
  return { from: 'requestHeader', name: header };
}
