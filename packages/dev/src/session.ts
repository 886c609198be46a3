/**
 * The whole picture on one machine: local issuers, the Worker gate, the local API Gateways with the built authorizers, and
 * an echo origin behind them. Without an authorizer it is the Worker gate alone.
 *
 * Does not: change the policy, nor give a gate a development mode. Only where requests lead is different.
 */
import { fileURLToPath } from 'node:url';
import { type CompiledPolicy, compilePolicy, type LogRecord, type PolicyDocument, PolicyError } from '@sallyport/core';
import { type ApiGateway, type KeptAnswer, startApiGateway } from './gates/api-gateway.ts';
import { bundleGate } from './gates/bundle.ts';
import { echoResponse } from './gates/echo-origin.ts';
import type { ApiKind } from './gates/kinds.ts';
import { startWorkerGate, WORKER_ENTRY } from './gates/worker.ts';
import { createOutbound } from './issuers/outbound.ts';
import { OUTBOUND_PATH, serveIssuers } from './issuers/server.ts';
import { createStandIns, type StandIn } from './issuers/stand-ins.ts';
import { toShownAnswer } from './playground/kept-answer.ts';
import type { PageSession, RouteMatrix, ShownDecision } from './playground/protocol.ts';
import { servePlayground } from './playground/server.ts';
import { DEFAULT_PORTS, type DevPorts, findPorts } from './server/dev-ports.ts';
import type { TourToken } from './tour/row.ts';
import { mintTourToken } from './tour/token.ts';

/** A decision that one of the local gates logged. */
export interface SeenDecision {
  readonly gate: 'edge' | 'apiGateway';
  /** The kind of API whose authorizer decided; null at the edge. */
  readonly kind: ApiKind | null;
  readonly record: LogRecord;
}

/** An authorizer as it would be deployed. */
export interface BuiltAuthorizer {
  /** The policy as written, its `apiGateway` section naming the kind of API; it runs unchanged. */
  readonly policy: PolicyDocument;
  /** The bundle that was built of it. */
  readonly authorizerPath: string;
  /** The key of the route that `$connect` stands for; needed where the kind is `websocket`. */
  readonly connectRoute?: string | null;
}

/** What `startDev` takes: the policy with its authorizers, and what stands around it. */
export interface DevOptions {
  /** The policy as written, which the Worker gate runs unchanged. */
  readonly policy: PolicyDocument;
  /**
   * The policy's own kind of API first, then the same rules at further kinds, each on a port of its own. Empty for a policy
   * that the Lambda gate would not start with: the Worker gate is served alone.
   */
  readonly authorizers: readonly BuiltAuthorizer[];
  /** Values for the policy's `${NAME}`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ports asked for by number: a busy one is an error. The others have defaults and move on. */
  readonly ports: Partial<DevPorts>;
  /** Told of every decision as it is logged. */
  readonly onDecision?: (decision: SeenDecision) => void;
  /** Told of every answer that an API Gateway gave from a result which it had kept: no decision is made then. */
  readonly onKept?: (answer: KeptAnswer) => void;
  /** What the playground shows; without it none is served. */
  readonly playground?: { readonly matrix: RouteMatrix };
}

/** Everything that runs, and the levers of it. */
export interface DevSession {
  readonly ports: DevPorts;
  readonly issuers: readonly StandIn[];
  /** A token from the issuer of that name. */
  readonly mint: (token: TourToken) => Promise<string>;
  /** Takes every local issuer down or brings it back. */
  readonly setIssuers: (state: 'down' | 'up') => void;
  /** Requests for metadata and keys that the local issuers have received. */
  readonly keyFetches: () => number;
  /** The last 50 decisions, newest last, in memory only. */
  readonly decisions: () => readonly SeenDecision[];
  /** The APIs, the policy's own kind first; none where the Worker gate is served alone. */
  readonly apis: readonly Pick<ApiGateway, 'kind' | 'port' | 'lastCall'>[];
  /** Ends every service and child process. */
  readonly stop: () => Promise<void>;
}

const KEPT_DECISIONS = 50;

/**
 * Starts everything, or nothing: what had started is stopped again when something cannot.
 *
 * @throws PolicyError where the policy has errors; PortTakenError where a port asked for is busy.
 */
export async function startDev(options: DevOptions): Promise<DevSession> {
  const compiled = compile(options.policy, options.variables);
  const ports = await findPorts(options.ports, [
    ...(options.authorizers.length === 0 ? [] : (['apiGateway'] as const)),
    ...(options.playground === undefined ? [] : (['playground'] as const)),
  ]);
  const standIns = createStandIns(compiled);
  const seen: SeenDecision[] = [];
  const shown: ShownDecision[] = [];
  const show = (decision: ShownDecision): void => {
    if (shown.push(decision) > KEPT_DECISIONS) shown.shift();
  };
  const keep = (decision: SeenDecision): void => {
    if (seen.push(decision) > KEPT_DECISIONS) seen.shift();
    show(decision);
    options.onDecision?.(decision);
  };
  const keepAnswer = (answer: KeptAnswer): void => {
    show(toShownAnswer(answer, new Date().toISOString()));
    options.onKept?.(answer);
  };

  const running: Array<() => Promise<void>> = [];
  const started = async <T extends { close: () => Promise<void> }>(service: Promise<T>): Promise<T> => {
    const up = await service;
    running.unshift(up.close);
    return up;
  };
  const stop = async (): Promise<void> => {
    await Promise.allSettled(running.splice(0).map((close) => close()));
  };
  try {
    const origins = compiled.worker.origins.map(({ origin }) => origin);
    const outbound = createOutbound(standIns, origins, echoResponse);
    const issuer = await started(serveIssuers(ports.issuer, standIns, outbound, () => seen));
    const bundle = await bundleGate(WORKER_ENTRY, options.policy, toResolution());
    const { variables } = options;
    const worker = await started(
      startWorkerGate({
        ...{ port: ports.worker, bundle, variables, outbound, origin: echoResponse },
        onDecision: (record) => keep({ gate: 'edge', kind: null, record }),
      }),
    );
    const outboundUrl = `http://127.0.0.1:${issuer.port}${OUTBOUND_PATH}`;
    const startApi = (built: BuiltAuthorizer, port: number): Promise<ApiGateway> => {
      const policy = compile(built.policy, variables);
      const { kind } = policy.apiGateway;
      return started(
        startApiGateway({
          ...{ port, policy, outboundUrl, variables, bundlePath: built.authorizerPath },
          connectRoute: built.connectRoute ?? null,
          onDecision: (record) => keep({ gate: 'apiGateway', kind, record }),
          onKept: keepAnswer,
        }),
      );
    };
    const [own, ...further] = options.authorizers;
    const ownApi = own === undefined ? [] : [await startApi(own, ports.apiGateway ?? DEFAULT_PORTS.apiGateway)];
    const apis = [...ownApi, ...(await allStarted(further.map((built) => startApi(built, 0))))];
    const apiGateway = apis[0]?.port;
    const served = { worker: worker.port, issuer: issuer.port, ...(apiGateway === undefined ? {} : { apiGateway }) };
    const page =
      options.playground === undefined
        ? null
        : await started(
            servePlayground(ports.playground ?? DEFAULT_PORTS.playground, {
              ...{ policy: options.policy, compiled, variables, standIns, addresses: toAddresses(served) },
              ...{ matrix: options.playground.matrix, decisions: () => shown },
            }),
          );
    return {
      ports: { ...served, ...(page === null ? {} : { playground: page.port }) },
      issuers: standIns,
      mint: async (token) => mintTourToken(findStandIn(standIns, token.issuer).testIssuer, token),
      setIssuers: (state) => {
        for (const { testIssuer } of standIns) testIssuer.fail(state === 'down' ? 'network' : null);
      },
      keyFetches: () =>
        standIns.reduce((sum, { testIssuer: { requests } }) => sum + requests.metadata + requests.jwks, 0),
      decisions: () => [...seen],
      apis,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function compile(policy: PolicyDocument, variables: Readonly<Record<string, string>>): CompiledPolicy {
  const { policy: compiled, findings } = compilePolicy(policy, { env: variables });
  if (compiled === null) throw new PolicyError(findings.filter(({ level }) => level === 'error'));
  return compiled;
}

/** Waits for every one, so that none comes up after the others were stopped; rejects as the first that failed. */
async function allStarted<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

function toAddresses({ worker, issuer, apiGateway }: DevPorts): PageSession['addresses'] {
  const toAddress = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    worker: toAddress(worker),
    issuer: toAddress(issuer),
    apiGateway: apiGateway === undefined ? null : toAddress(apiGateway),
  };
}

function findStandIn(standIns: readonly StandIn[], name: string): StandIn {
  const standIn = standIns.find((candidate) => candidate.name === name);
  if (!standIn) throw new TypeError(`no local issuer stands in for "${name}"`);
  return standIn;
}

/** The packages beside this one: their TypeScript in the source tree, their build in the package. */
function toResolution(): { readonly resolveDir: string; readonly conditions: readonly string[] } {
  const conditions = import.meta.url.endsWith('.ts') ? ['source'] : [];
  return { resolveDir: fileURLToPath(new URL('.', import.meta.url)), conditions };
}
