/** A policy compiled for a supposed token, beside what the core decides on the same requests. */
import {
  type ApiGatewayEntry,
  createWebPorts,
  type Decision,
  type PolicyDocument,
  type Principal,
} from '@sallyport/core';
import { createRehearsal, type Rehearsal } from '@sallyport/core/rehearse';
import { type AuthorizerAnswer, type CompiledIam, type CompileIamOptions, compileIam } from '@sallyport/lambda';
import { parseMethodArn } from '../../../packages/lambda/src/arn.ts';
import { IAM_FORM } from '../../../packages/lambda/src/respond/iam.ts';
import type { Written } from '../../../packages/lambda/src/respond/judged.ts';
import { toTarget } from '../../../packages/lambda/src/target.ts';
import { createEvaluator } from './evaluator.ts';

export const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
export const NOW = 1_900_000_000;

type Claims = Readonly<Record<string, unknown>>;

/** What a token of the scene says. */
export interface SceneToken {
  readonly scopes?: readonly string[];
  readonly claims?: Claims;
}

export interface Scene {
  readonly rehearsal: Rehearsal;
  readonly principal: Principal;
  /** The core's decision on `METHOD path`, the path as it follows the method in an ARN. */
  readonly ask: (request: string) => Promise<Decision>;
  /** The document of policy and token; `own` is a request that asks for it. */
  readonly compile: (own?: string, options?: Partial<CompileIamOptions>) => Promise<CompiledIam>;
  /** What the gate answers `METHOD path` with; null where it throws `Unauthorized`. */
  readonly answer: (request: string) => Promise<Written<AuthorizerAnswer> | null>;
  /** What the document says of `METHOD path`. */
  readonly evaluate: (request: string, atSeconds?: number) => Promise<'allow' | 'explicitDeny' | 'implicitDeny'>;
}

/** `METHOD path` as the ARN of the scene's API. */
export function toArn(request: string): string {
  const [method = '', ...path] = request.split(' ');
  return `${BASE}/${method}/${path.join(' ')}`;
}

/** A scene; throws where the policy has errors or the token is refused. */
export async function createScene(
  routes: PolicyDocument['routes'],
  token: SceneToken = {},
  apiGateway: ApiGatewayEntry = {},
): Promise<Scene> {
  const policy: PolicyDocument = {
    issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
    routes,
    apiGateway,
  };
  const rehearsal = createRehearsal(policy, createWebPorts({ clock: () => NOW * 1000 }));
  const ask: Scene['ask'] = (request) => {
    const [method = '', ...path] = request.split(' ');
    return rehearsal.rehearse(
      { method, url: toTarget(path.join(' ')), headers: new Headers(), lookAlikes: 'ignore', credentials: 'always' },
      { issuer: 'main', ...token },
    );
  };
  const { principal, reason } = await ask('GET ');
  if (principal === null) throw new Error(`no principal: ${reason}`);
  const compile: Scene['compile'] = async (own, options = {}) => {
    const request = own === undefined ? {} : { own: (await ask(own)).effect === 'allow' ? toArn(own) : null };
    return compileIam(rehearsal.policy, principal, { base: BASE, nowSeconds: NOW, ...request, ...options });
  };
  const answer: Scene['answer'] = async (request) => {
    const arn = parseMethodArn(toArn(request));
    if (arn === null) throw new Error(`no ARN: ${request}`);
    return IAM_FORM.write({ policy: rehearsal.policy, decision: await ask(request), arn, routeKey: null });
  };
  const evaluate: Scene['evaluate'] = async (request, atSeconds = NOW) =>
    createEvaluator((await compile()).document)(toArn(request), atSeconds);
  return { rehearsal, principal, ask, compile, answer, evaluate };
}
