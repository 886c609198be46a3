/**
 * What every authorizer is made of: the core's authorizer over Lambda's ports, the log, and the options.
 */
import {
  type Authorizer,
  createAuthorizer,
  createSnapshotTier,
  createWebPorts,
  type Policy,
  type Ports,
} from '@sallyport/core';
import { checkGate } from '../check-gate.ts';
import { readEnvironment, warmCryptography, writeLogLine } from '../platform.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import type { AuthorizerOptions } from './options.ts';

/** A gate before it is told which events it takes. */
export interface Gate {
  readonly authorizer: Authorizer;
  readonly telemetry: Telemetry;
  readonly apiIds: readonly string[] | null;
  readonly invalidToken: 'throw' | 'deny';
}

/** @throws PolicyError where the policy has errors, or cannot be enforced by any authorizer. */
export function createGate(policy: Policy, options: AuthorizerOptions): Gate {
  warmCryptography();
  const env = options.env ?? readEnvironment();
  const baked = options.keys ? { keyTiers: [createSnapshotTier(options.keys)] } : {};
  const ports: Ports = createWebPorts({ background: 'none', env, ...baked, ...options.ports });
  const authorizer = createAuthorizer(policy, ports);
  checkGate(authorizer.policy);
  const metrics = options.metrics ?? (env.POWERTOOLS_METRICS_NAMESPACE ? 'on' : 'off');
  const telemetry = createTelemetry({
    log: options.log ?? writeLogLine,
    env,
    clock: ports.clock,
    metrics,
    entry: authorizer.policy.log,
    keys: authorizer.keys,
  });
  return {
    authorizer,
    telemetry,
    apiIds: options.apiIds ?? null,
    invalidToken: options.invalidToken ?? 'throw',
  };
}
