/**
 * Writes a gateway response: the table's row, changed by the deployment's override where there is one.
 *
 * Trust: context values come from the authorizer and request headers from the client; one that could not stand in a
 *   header is left out. Template variables are inserted as they are, as API Gateway does: quote them in the template.
 * Does not: write anything of an error but the fixed sentence of its row.
 */
import { isHeaderValue } from '../request/header-syntax.ts';
import type { Outcome } from './outcomes.ts';
import type { HeaderMapping, OverrideLookup } from './overrides.ts';

/** Response headers by lower-case name. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>;

/** What a gateway response is: status, headers, body. */
export type GatewayResponse = { readonly status: number; readonly headers: ResponseHeaders; readonly body: string };

/** What mappings and templates can draw on. */
export type RenderInput = {
  readonly requestId: string;
  /** `$context` variables by name, such as `stage`, `requestId` or `authorizer.reason`. */
  readonly variables: ReadonlyMap<string, string>;
  readonly requestHeader: (name: string) => string | undefined;
};

const VARIABLE = /\$context\.([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)/g;

/** Renders `outcome` for one request. */
export function renderGatewayResponse(
  outcome: Outcome,
  input: RenderInput,
  findOverride: OverrideLookup,
): GatewayResponse {
  const override = findOverride(outcome);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amzn-errortype': outcome.errorType,
    'x-amzn-requestid': input.requestId,
  };
  for (const [name, mapping] of override?.headers ?? []) {
    const value = toHeaderValue(mapping, input);
    if (value !== undefined && isHeaderValue(value)) headers[name] = value;
  }
  const body =
    override?.template === undefined
      ? JSON.stringify({ [outcome.messageMember]: outcome.message })
      : fillTemplate(override.template, outcome, input);
  return { status: override?.status ?? outcome.status, headers, body };
}

function toHeaderValue(mapping: HeaderMapping, input: RenderInput): string | undefined {
  if (mapping.from === 'text') return mapping.text;
  return mapping.from === 'context' ? input.variables.get(mapping.name) : input.requestHeader(mapping.name);
}

function fillTemplate(template: string, outcome: Outcome, input: RenderInput): string {
  const errors = new Map([
    ['error.message', outcome.message ?? 'null'],
    ['error.messageString', JSON.stringify(outcome.message)],
    ['error.responseType', outcome.responseType],
  ]);
  return template.replace(VARIABLE, (_, name: string) => errors.get(name) ?? input.variables.get(name) ?? '');
}
