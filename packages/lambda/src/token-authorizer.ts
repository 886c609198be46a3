/**
 * A Lambda authorizer for REST APIs whose authorizer type is TOKEN.
 *
 * The token is verified whatever the first route was, so that a first request to an odd path cannot poison the cache.
 * Does not: read anything of the event but the token and `methodArn`.
 */
import {
  type Authorizer,
  createAuthorizer,
  createSnapshotTier,
  createWebPorts,
  type Decision,
  type HeaderReader,
  type KeySnapshot,
  type Policy,
  type Ports,
  toApiGatewayAnswer,
} from '@sallyport/core';
import type { MethodArn } from './arn.ts';
import { checkGate } from './check-gate.ts';
import { parseTokenEvent } from './events/token.ts';
import { compileIam } from './iam/compile.ts';
import { grants } from './iam/pattern.ts';
import { type Log, logDecision } from './log.ts';
import { readEnvironment, writeLogLine } from './platform.ts';
import { type AuthorizerAnswer, toFault, toUnauthorized } from './respond/answer.ts';
import { toContext, toRequestContext } from './respond/context.ts';
import { toPrincipalId } from './respond/principal-id.ts';
import { toTarget } from './target.ts';

/** What a construction may replace. */
export interface TokenAuthorizerOptions {
  /** Values for `${NAME}`; default the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly ports?: Partial<Ports>;
  /** Key sets baked into the deployment by `sallyport keys pull`: a cold start then waits for no issuer. */
  readonly keys?: KeySnapshot | undefined;
  /** Takes one record a decision; default one JSON line on the console. */
  readonly log?: Log;
  /** The APIs that this authorizer serves, by id; an event of any other throws. Default: every one. */
  readonly apiIds?: readonly string[];
}

/** The handler: declares two parameters, since Node 24 on Lambda refuses a third. */
export type TokenAuthorizer = (event: unknown, context: unknown) => Promise<AuthorizerAnswer>;

/**
 * The authorizer for a policy. Construct it once, outside the handler.
 *
 * It answers with an IAM document (403 where that denies), throws `Unauthorized` without a verified token (401), and
 * throws the code of a fault (500, not cached): `keys_unavailable`, `discovery_unavailable`, `internal_error`,
 * `event_malformed` (no TOKEN event) or `api_not_expected`.
 *
 * @throws PolicyError where the policy has errors or is for another kind of authorizer.
 * @example
 * export const handler = tokenAuthorizer(policy);
 */
export function tokenAuthorizer(policy: Policy, options: TokenAuthorizerOptions = {}): TokenAuthorizer {
  const env = options.env ?? readEnvironment();
  const baked = options.keys ? { keyTiers: [createSnapshotTier(options.keys)] } : {};
  const authorizer = createAuthorizer(policy, createWebPorts({ background: 'none', env, ...baked, ...options.ports }));
  checkGate(authorizer.policy);
  const log = options.log ?? writeLogLine;
  return async (event, _context) => {
    const parsed = parseTokenEvent(event);
    if (parsed === null) throw toFault('event_malformed');
    if (options.apiIds && !options.apiIds.includes(parsed.arn.apiId)) throw toFault('api_not_expected');
    const decision = await decide(authorizer, parsed.arn, parsed.authorization);
    return answer(authorizer, parsed.arn, decision, log);
  };
}

function decide(authorizer: Authorizer, arn: MethodArn, authorization: string | null): Promise<Decision> {
  return authorizer.authorize({
    method: arn.method,
    url: toTarget(arn.path),
    headers: toHeaders(authorizer.policy.apiGateway.identitySources, authorization),
    lookAlikes: 'ignore',
    credentials: 'always',
  });
}

/** The one header that API Gateway hands on: its identity source. */
function toHeaders(identitySources: readonly string[], value: string | null): HeaderReader {
  const source = identitySources[0]?.replace('method.request.header.', '').toLowerCase();
  return { get: (name) => (name.toLowerCase() === source ? value : null) };
}

async function answer(
  { policy }: Authorizer,
  { arn, base }: MethodArn,
  decision: Decision,
  log: Log,
): Promise<AuthorizerAnswer> {
  const { principal } = decision;
  const verdict = decision.reason === null ? 'allow' : toApiGatewayAnswer(decision.reason);
  if (verdict === 'fault' || verdict === 'unauthorized' || principal === null) {
    await logDecision(decision, policy.log, log);
    throw verdict === 'fault' ? toFault(decision.reason ?? 'internal_error') : toUnauthorized();
  }
  const own = { arn, allowed: decision.effect === 'allow' };
  const { document } = compileIam(policy, principal, { base, nowSeconds: decision.decidedAt, own });
  const outcome = own.allowed && !grants(document, arn) ? toRefusal(decision) : decision;
  await logDecision(outcome, policy.log, log);
  const isCached = policy.apiGateway.resultTtlSeconds > 0;
  return {
    principalId: await toPrincipalId(principal),
    policyDocument: document,
    context: {
      ...toContext(decision, principal, policy.apiGateway.context),
      ...(isCached ? {} : toRequestContext(outcome)),
    },
  };
}

/** The decision on a path that the table grants and no document can: the gate refuses what its document refuses. */
function toRefusal(decision: Decision): Decision {
  return {
    ...decision,
    effect: 'deny',
    status: 400,
    reason: 'path_ambiguous',
    challenge: null,
    about: 'a spelling that no IAM document grants',
    retryAfterSeconds: null,
  };
}
