import {
  createWebPorts,
  type Decision,
  type PolicyDocument,
  type Principal,
  parsePath,
  solveAccess,
} from '@sallyport/core';
import { createRehearsal, type Rehearsal } from '@sallyport/core/rehearse';
import { type CompiledIam, compileIam } from '@sallyport/lambda';
import { evaluateIamDocument, parseIamDocument } from '@sallyport/local-api-gateway';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toTarget } from '../../../packages/lambda/src/target.ts';
import { type Scene, scenes } from './arbitraries.ts';
import { createEvaluator, type Evaluate } from './evaluator.ts';
import { isWritable, toTexts } from './texts.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const NOW = 1_900_000_000;
const METHODS = ['GET', 'HEAD', 'POST', 'GET', 'DELETE', 'GET', 'PROPFIND'];
const ALL_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const CONTEXT = { 'aws:CurrentTime': new Date(NOW * 1000).toISOString() };
const RUNS = 200;

const ports = createWebPorts({ clock: () => NOW * 1000, newId: () => 'id' });

function rehearse(policy: PolicyDocument): Rehearsal | null {
  try {
    return createRehearsal(policy, ports);
  } catch {
    return null;
  }
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

/** Whether some route has the path, whatever its method and host; what the core cannot read may always arrive. */
function canArrive({ policy }: Rehearsal, path: string): boolean {
  if (policy.apiGateway.unknownPaths === 'possible') return true;
  const read = parsePath(toTarget(path));
  if (read.kind === 'ambiguous') return true;
  return [null, 'api.acme.dev'].some((host) =>
    ALL_METHODS.some((method) => policy.routes.match(method, host, read.segments) !== null),
  );
}

interface Judged {
  readonly name: string;
  readonly iam: CompiledIam;
  readonly evaluate: Evaluate;
}

/** The document in both shapes of the Deny, each as it comes and as it is shortened or narrowed. */
function compileAll({ policy }: Rehearsal, principal: Principal): readonly Judged[] {
  return (['notResource', 'resource'] as const).flatMap((denyShape) => {
    const shaped = { ...policy, apiGateway: { ...policy.apiGateway, denyShape } };
    const compile = (maxBytes: number): CompiledIam =>
      compileIam(shaped, principal, { base: BASE, nowSeconds: NOW, maxBytes });
    const plain = compile(1e6);
    const short = compile(plain.bytes - 1);
    if (short.narrowed !== 'too_large') expect(short.bytes).toBeLessThan(plain.bytes);
    const narrow = compile(plain.bytes >> 1);
    return [plain, short, narrow].map((iam, at) => ({
      name: `${denyShape}-${at}`,
      iam,
      evaluate: createEvaluator(iam.document),
    }));
  });
}

const counts = { scenes: 0, never: 0, exact: 0, judged: 0, allowed: 0, compared: 0, skipped: 0 };

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
  const judged = compileAll(rehearsal, principal);
  const isExact = judged[0]?.iam.exact === true;
  counts.scenes += 1;
  if (rehearsal.policy.apiGateway.unknownPaths === 'never') counts.never += 1;
  if (isExact) counts.exact += 1;
  const local = judged.map(({ iam }) => parseIamDocument(iam.document));
  for (const [index, path] of toTexts(scene).filter(isWritable).entries()) {
    // API Gateway is taken to refuse other escapes itself; `refuse` does not rely on it.
    if (scene.policy.apiGateway?.encodedPaths === 'canonical' && !isWellEscaped(path)) continue;
    if (!canArrive(rehearsal, path)) {
      counts.skipped += 1;
      continue;
    }
    for (const method of new Set(['GET', METHODS[index % METHODS.length] ?? 'POST'])) {
      const resource = `${BASE}/${method}/${path}`;
      counts.judged += 1;
      const verdicts = judged.map(({ evaluate }) => evaluate(resource, NOW));
      // The local API Gateway's evaluator is another author's: the two have to agree.
      const other = local[index % local.length];
      if (other?.outcome === 'refused') throw new Error(other.problems.join('; '));
      if (index % 16 === 0 && other) {
        const request = { action: 'execute-api:Invoke', resource, context: CONTEXT };
        expect(evaluateIamDocument(other.document, request)).toBe(verdicts[index % local.length]);
      }
      if (!isExact && !verdicts.includes('allow')) continue;
      const decision = await ask(method, path);
      counts.compared += 1;
      if (verdicts.includes('allow')) counts.allowed += 1;
      const read = parsePath(`/${path}`);
      const isCanonical = read.kind === 'canonical' && read.path === `/${path}`;
      const isDue = isCanonical && decision.effect === 'allow' && !refusesEscapes(rehearsal, decision, path);
      for (const [at, { name, iam }] of judged.entries()) {
        const isAllowed = verdicts[at] === 'allow';
        const what = `${name}: ${method} /${path}`;
        if (isAllowed && decision.effect !== 'allow') throw new Error(`unsound: ${what}: ${decision.reason}`);
        if (isDue && iam.exact && !isAllowed) throw new Error(`not exact: ${what} under ${decision.route}`);
        // By exception, everything that is not allowed is denied explicitly.
        if (name.startsWith('notResource') && !isAllowed) expect(verdicts[at], what).toBe('explicitDeny');
      }
    }
  }
}

test('what a document allows the table grants, and where it says exact the reverse holds, over random policies, tokens and paths', async () => {
  const startedAt = performance.now();
  await fc.assert(fc.asyncProperty(scenes, checkScene), { numRuns: RUNS });
  console.log({ ...counts, seconds: Math.round((performance.now() - startedAt) / 1000) });
  expect(counts.exact).toBeGreaterThan(RUNS / 4);
  expect(counts.never).toBeGreaterThan(RUNS / 4);
  expect(counts.allowed).toBeGreaterThan(RUNS);
  // Of policy, principal, method and path, each in six documents.
  expect(counts.judged).toBeGreaterThan(RUNS * 25);
}, 600_000);
