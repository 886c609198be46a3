/**
 * Turns one line of `decide` into its answer, by the authorizer that the gates use.
 */
import {
  type AuthorizeRequest,
  type CompiledIssuer,
  createAuthorizer,
  createKeySource,
  createWebPorts,
  type Decision,
  type KeySource,
  type Policy,
  type Ports,
} from '@sallyport/core';
import { createRehearsal } from '@sallyport/core/rehearse';
import { toAnswerLine } from './answer.ts';
import { createHeaderReader } from './headers.ts';
import { createIamReader } from './iam.ts';
import type { RequestLine } from './request-line.ts';

/** How requests are decided. */
export interface DeciderOptions {
  /** Keys in place of every issuer's own, hmac secrets aside; null asks the issuers over the network. */
  readonly keys: readonly object[] | null;
  /** Epoch seconds at which every request is decided; null goes by the machine's clock. */
  readonly decidedAt: number | null;
  /** The stage's ARN to add the Lambda gate's answer for; null adds none. */
  readonly iamBase: string | null;
  /** Told once for each key of `keys` that is refused, with a word for why. */
  readonly onRefusedKey: (why: string) => void;
  /** Told of each decision, in the order in which they are made. */
  readonly onDecision?: (decision: Decision) => void;
}

/** A decider for one policy; a request line's answer is one line of JSON without its line break. */
export function createDecider(policy: Policy, options: DeciderOptions): (line: RequestLine) => Promise<string> {
  const { keys, decidedAt, iamBase } = options;
  const refusals = new Set<string>();
  const ports = createWebPorts({
    env: process.env,
    ...(decidedAt === null ? {} : { clock: () => decidedAt * 1000 }),
    onKeyEvent: ({ kind, why = 'unusable' }) => {
      if (kind !== 'refused_key' || refusals.has(why)) return;
      refusals.add(why);
      options.onRefusedKey(why);
    },
  });
  const authorizer = createAuthorizer(policy, ports, keys === null ? {} : { keySourceFor: useKeys(keys, ports) });
  const rehearsal = createRehearsal(policy, ports);
  const readIam = iamBase === null ? null : createIamReader(authorizer.policy, iamBase);

  return async (line) => {
    const { token } = line;
    const decide = (request: AuthorizeRequest) =>
      token === undefined ? authorizer.authorize(request) : rehearsal.rehearse(request, token);
    const request: AuthorizeRequest = {
      method: line.method,
      url: line.url,
      headers: createHeaderReader(line.headers),
      // Beside a document the decision is read as its gate reads it: API Gateway is case-sensitive, and a document that
      // allows what the line denies would look like a breach.
      lookAlikes: readIam === null ? 'refuse' : 'ignore',
    };
    const decision = await decide(request);
    options.onDecision?.(decision);
    const answer = readIam === null ? null : await readIam(request, decide);
    return toAnswerLine(decision, answer, token === undefined ? 'verified' : 'supposed');
  };
}

// Each issuer judges the file's keys by its own rules; a shared secret never comes from a file of public keys.
function useKeys(keys: readonly object[], ports: Ports): (issuer: CompiledIssuer) => KeySource {
  return (issuer) =>
    createKeySource(issuer.keys.kind === 'hmac' ? issuer : { ...issuer, keys: { kind: 'jwks', keys } }, ports);
}
