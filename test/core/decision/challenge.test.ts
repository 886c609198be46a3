import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toApiGatewayAnswer } from '../../../packages/core/src/decision/api-gateway-answer.ts';
import { toChallenge } from '../../../packages/core/src/decision/challenge.ts';
import { REASONS, type Reason } from '../../../packages/core/src/decision/reasons.ts';

const reasons = Object.keys(REASONS) as Reason[];
/** RFC 9110 section 11.2: one scheme, then auth-params, each once, as token or quoted string. */
function parseChallenge(value: string): Map<string, string> {
  const match = /^Bearer (.*)$/.exec(value);
  if (!match) throw new Error(`no Bearer challenge: ${value}`);
  const parameters = new Map<string, string>();
  let rest = match[1] ?? '';
  while (rest !== '') {
    const parameter = /^([!#$%&'*+\-.^_`|~A-Za-z0-9]+)="((?:[\x20\x21\x23-\x5b\x5d-\x7e])*)"(, |$)/.exec(rest);
    if (!parameter?.[1]) throw new Error(`not an auth-param: ${rest}`);
    if (parameters.has(parameter[1])) throw new Error(`twice: ${parameter[1]}`);
    parameters.set(parameter[1], parameter[2] ?? '');
    rest = rest.slice(parameter[0].length);
  }
  return parameters;
}

describe('toChallenge', () => {
  test('every 401 has a challenge (RFC 9110 section 11.6.1), and no 403 but insufficient_scope has one', () => {
    for (const reason of reasons) {
      const { status, challenge } = REASONS[reason];
      if (status === 401) expect(toChallenge({ reason })).not.toBeNull();
      if (status === 403 && challenge !== 'insufficient_scope') expect(toChallenge({ reason })).toBeNull();
      if (status >= 500) expect(toChallenge({ reason })).toBeNull();
    }
  });

  test('a request without a credential gets no error code (RFC 6750 section 3.1)', () => {
    expect(toChallenge({ reason: 'token_missing' })).toBe('Bearer realm="api"');
    expect(toChallenge({ reason: 'scheme_unsupported' })).toBe('Bearer realm="api"');
  });

  test('every bad token gets the same text: no oracle tells expired from forged', () => {
    const texts = reasons
      .filter((reason) => REASONS[reason].challenge === 'invalid_token')
      .map((reason) => toChallenge({ reason }));
    expect(new Set(texts).size).toBe(1);
  });

  test('insufficient_scope names the scopes, step-up the classes', () => {
    const scope = parseChallenge(toChallenge({ reason: 'scope_insufficient', scopes: ['a', 'b:c'] }) ?? '');
    expect(scope.get('error')).toBe('insufficient_scope');
    expect(scope.get('scope')).toBe('a b:c');
    const acr = parseChallenge(toChallenge({ reason: 'step_up_required', acrValues: ['mfa'] }) ?? '');
    expect(acr.get('error')).toBe('insufficient_user_authentication');
    expect(acr.get('acr_values')).toBe('mfa');
  });

  test('parses as one challenge whatever the scopes hold: quotes, backslashes, line breaks, non-ASCII', () => {
    const hostile = fc.array(fc.string({ unit: 'binary', maxLength: 8 }));
    fc.assert(
      fc.property(fc.constantFrom(...reasons), hostile, hostile, (reason, scopes, acrValues) => {
        const challenge = toChallenge({ reason, scopes, acrValues });
        if (challenge !== null) parseChallenge(challenge);
      }),
      { numRuns: 2000 },
    );
  });
});

test('at API Gateway the phase decides: no token is unauthorized, beyond the token is deny, a fault is a fault', () => {
  const expected: Partial<Record<Reason, string>> = {
    token_missing: 'unauthorized',
    signature_invalid: 'unauthorized',
    binding_required: 'unauthorized',
    path_ambiguous: 'deny',
    route_unmatched: 'deny',
    scope_insufficient: 'deny',
    step_up_required: 'deny',
    keys_unavailable: 'fault',
    internal_error: 'fault',
  };
  for (const [reason, answer] of Object.entries(expected)) expect(toApiGatewayAnswer(reason as Reason)).toBe(answer);
});

test('client sentences hold nothing that could end a quoted string', () => {
  for (const reason of reasons) expect(REASONS[reason].sentence).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
});
