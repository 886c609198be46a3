/**
 * The whole picture on one machine: local issuers, the Worker gate, the local API Gateway with the built authorizer, and
 * an echo origin behind both.
 *
 * Does not: change the policy, nor give a gate a development mode. Only where requests lead is different.
 */
import { fileURLToPath } from 'node:url';
import { compilePolicy, type LogRecord, type PolicyDocument, PolicyError } from '@sallyport/core';
import { startApiGateway } from './gates/api-gateway.ts';
import { bundleGate } from './gates/bundle.ts';
import { echoResponse } from './gates/echo-origin.ts';
import { startLambdaGate } from './gates/lambda.ts';
import { startWorkerGate, WORKER_ENTRY } from './gates/worker.ts';
import { createOutbound } from './issuers/outbound.ts';
import { OUTBOUND_PATH, serveIssuers } from './issuers/server.ts';
import { createStandIns, type StandIn } from './issuers/stand-ins.ts';
import { findPort } from './server/ports.ts';
import type { TourToken } from './tour/row.ts';
import { mintTourToken } from './tour/token.ts';

/** The ports of the three services on 127.0.0.1. */
export interface DevPorts {
  readonly worker: number;
  readonly issuer: number;
  readonly apiGateway: number;
}

/** Where each service listens unless told otherwise. */
export const DEFAULT_PORTS: DevPorts = { worker: 8787, issuer: 8788, apiGateway: 8789 };

/** A decision that one of the local gates logged. */
export interface SeenDecision {
  readonly gate: 'edge' | 'apiGateway';
  readonly record: LogRecord;
}

/** What `startDev` takes. */
export interface DevOptions {
  /** The policy as written; it runs unchanged. */
  readonly policy: PolicyDocument;
  /** The built authorizer's path: the bundle that would be deployed. */
  readonly authorizerPath: string;
  /** Values for the policy's `${NAME}`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ports asked for by number: a busy one is an error. The others have defaults and move on. */
  readonly ports: Partial<DevPorts>;
  /** Told of every decision as it is logged. */
  readonly onDecision?: (decision: SeenDecision) => void;
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
  /** How API Gateway came to its latest answer. */
  readonly lastApiGatewayCall: () => { readonly authorizerInvoked: boolean };
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
  const { policy: compiled, findings } = compilePolicy(options.policy, { env: options.variables });
  if (compiled === null) throw new PolicyError(findings.filter(({ level }) => level === 'error'));
  const ports = await findPorts(options.ports);
  const standIns = createStandIns(compiled);
  const seen: SeenDecision[] = [];
  const onDecision = (gate: SeenDecision['gate'], record: LogRecord): void => {
    if (seen.push({ gate, record }) > KEPT_DECISIONS) seen.shift();
    options.onDecision?.({ gate, record });
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
    const issuer = await started(serveIssuers(ports.issuer, standIns, outbound));
    const bundle = await bundleGate(WORKER_ENTRY, options.policy, toResolution());
    const { variables } = options;
    const worker = await started(
      startWorkerGate({ port: ports.worker, bundle, variables, outbound, origin: echoResponse, onDecision }),
    );
    const outboundUrl = `http://127.0.0.1:${issuer.port}${OUTBOUND_PATH}`;
    const lambda = await started(
      startLambdaGate({ bundlePath: options.authorizerPath, outboundUrl, variables, onDecision }),
    );
    const gateway = await started(startApiGateway(ports.apiGateway, compiled, lambda));
    return {
      ports: { worker: worker.port, issuer: issuer.port, apiGateway: gateway.port },
      issuers: standIns,
      mint: async (token) => mintTourToken(findStandIn(standIns, token.issuer).testIssuer, token),
      setIssuers: (state) => {
        for (const { testIssuer } of standIns) testIssuer.fail(state === 'down' ? 'network' : null);
      },
      keyFetches: () =>
        standIns.reduce((sum, { testIssuer: { requests } }) => sum + requests.metadata + requests.jwks, 0),
      decisions: () => [...seen],
      lastApiGatewayCall: gateway.lastCall,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findPorts(asked: Partial<DevPorts>): Promise<DevPorts> {
  const taken = new Set<number>();
  const find = async (name: keyof DevPorts): Promise<number> => {
    const port = await findPort(
      asked[name] ?? DEFAULT_PORTS[name],
      asked[name] === undefined ? 'default' : 'exactly',
      taken,
    );
    taken.add(port);
    return port;
  };
  return { worker: await find('worker'), issuer: await find('issuer'), apiGateway: await find('apiGateway') };
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
