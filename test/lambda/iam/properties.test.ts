import { createWebPorts, type Decision, type PolicyDocument, parsePath, solveAccess } from '@sallyport/core';
import { createRehearsal, type Rehearsal } from '@sallyport/core/rehearse';
import { compileIam } from '@sallyport/lambda';
import { evaluateIamDocument, parseIamDocument } from '@sallyport/local-api-gateway';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toTarget } from '../../../packages/lambda/src/target.ts';
import { type Scene, scenes } from './arbitraries.ts';
import { createEvaluator } from './evaluator.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const NOW = 1_900_000_000;
const METHODS = ['GET', 'HEAD', 'POST', 'GET', 'DELETE', 'GET', 'PROPFIND'];
const CONTEXT = { 'aws:CurrentTime': new Date(NOW * 1000).toISOString() };
const RUNS = Number(process.env.SALLYPORT_PROPERTY_RUNS ?? 2_000);

// No policy document can hold them, so no Deny can name them: a decoded one is refused by a fresh decision only.
const NOT_WRITABLE = /[\x00-\x1f\x7f-\x9f]|\p{Surrogate}/u;

const ports = createWebPorts({ clock: () => NOW * 1000, newId: () => 'id' });

function rehearse(policy: PolicyDocument): Rehearsal | null {
  try {
    return createRehearsal(policy, ports);
  } catch {
    return null;
  }
}

function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Every text that the ARN of one of these paths may hold. */
function toTexts({ paths }: Scene): readonly string[] {
  const texts = new Set(paths.flatMap((path) => [path, decodeOnce(path)]));
  return [...texts].filter((text) => !NOT_WRITABLE.test(text));
}

/** Whether `encodedPaths` refuses the path: a `%` where a parameter or wildcard stands that no claim pins. */
function refusesEscapes({ policy }: Rehearsal, decision: Decision, path: string): boolean {
  const refused = policy.apiGateway.encodedPaths === 'refuse' ? '%' : '%25';
  const route = policy.routes.routes.find((candidate) => candidate.key === decision.route);
  if (!route || !decision.principal || !path.includes(refused)) return false;
  const solution = solveAccess(policy, route.access, decision.principal).find((way) =>
    Object.entries(way).every(([name, value]) => decision.params[name] === value),
  );
  return path
    .replace(/\/$/, '')
    .split('/')
    .some((text, index) => {
      const segment = route.segments[index];
      const isFixed =
        segment?.kind === 'literal' || (segment?.kind === 'param' && Object.hasOwn(solution ?? {}, segment.name));
      return !isFixed && text.includes(refused);
    });
}

function isWellEscaped(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const counts = { scenes: 0, exact: 0, allowed: 0, compared: 0 };

async function checkScene(scene: Scene): Promise<void> {
  const rehearsal = rehearse(scene.policy);
  fc.pre(rehearsal !== null);
  const ask = (method: string, path: string): Promise<Decision> =>
    rehearsal.rehearse(
      { method, url: toTarget(path), headers: new Headers(), lookAlikes: 'ignore', credentials: 'always' },
      scene.token,
    );
  const { principal } = await ask('GET', '');
  fc.pre(principal !== null);
  const iam = compileIam(rehearsal.policy, principal, { base: BASE, nowSeconds: NOW });
  const evaluate = createEvaluator(iam.document);
  counts.scenes += 1;
  if (iam.exact) counts.exact += 1;
  const local = parseIamDocument(iam.document);
  if (local.outcome === 'refused') throw new Error(local.problems.join('; '));
  for (const [index, path] of toTexts(scene).entries()) {
    // API Gateway is taken to refuse other escapes itself; `refuse` does not rely on it.
    if (scene.policy.apiGateway?.encodedPaths === 'canonical' && !isWellEscaped(path)) continue;
    for (const method of new Set(['GET', METHODS[index % METHODS.length] ?? 'POST'])) {
      const resource = `${BASE}/${method}/${path}`;
      const effect = evaluate(resource, NOW);
      const isAllowed = effect === 'allow';
      // The local API Gateway's evaluator is another author's: the two have to agree.
      if (index % 16 === 0) {
        const request = { action: 'execute-api:Invoke', resource, context: CONTEXT };
        expect(evaluateIamDocument(local.document, request)).toBe(effect);
      }
      if (!isAllowed && !iam.exact) continue;
      const decision = await ask(method, path);
      counts.compared += 1;
      if (isAllowed) counts.allowed += 1;
      if (isAllowed && decision.effect !== 'allow') throw new Error(`unsound: ${method} /${path}: ${decision.reason}`);
      const read = parsePath(`/${path}`);
      const isCanonical = read.kind === 'canonical' && read.path === `/${path}`;
      const isDue =
        iam.exact && isCanonical && decision.effect === 'allow' && !refusesEscapes(rehearsal, decision, path);
      if (isDue && !isAllowed) throw new Error(`not exact: ${method} /${path} under ${decision.route}`);
    }
  }
}

test('what a document allows the table grants, and where it says exact the reverse holds, over random policies, tokens and paths', async () => {
  await fc.assert(fc.asyncProperty(scenes, checkScene), { numRuns: RUNS });
  console.log(counts);
  expect(counts.exact).toBeGreaterThan(RUNS / 4);
  expect(counts.allowed).toBeGreaterThan(RUNS);
}, 600_000);
