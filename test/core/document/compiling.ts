/**
 * Policies to compile: a good one to start from, and the findings of one that was changed.
 */
import { type CheckResult, checkPolicy } from '../../../packages/core/src/document/check.ts';
import type { CompileOptions } from '../../../packages/core/src/document/compile.ts';
import type { CompiledIssuer, CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import type { Finding } from '../../../packages/core/src/document/finding.ts';

/** What a test hands over: JSON of any shape. */
export type Json = Record<string, unknown>;

export const ISS = 'https://tokens.acme.dev';

/** A policy without findings. */
export function toDocument(changes: Json = {}): Json {
  return {
    issuers: { machines: { issuer: ISS, audience: 'https://api.acme.dev' } },
    routes: { 'GET /orders': { scopes: ['read:orders'] } },
    ...changes,
  };
}

/** The good policy with its issuer changed; a value of undefined removes the key. */
export function withIssuer(changes: Json): Json {
  return toDocument({ issuers: { machines: { issuer: ISS, audience: 'https://api.acme.dev', ...changes } } });
}

/** The good policy with one route in place of its own. */
export function withRoute(access: unknown, key = 'GET /orders/:id'): Json {
  return toDocument({ routes: { [key]: access } });
}

/** Whatever a file may hold, checked: nothing is taken on trust. */
export function compile(document: unknown, options: Partial<CompileOptions> = {}): CheckResult {
  return checkPolicy(document, { env: {}, ...options });
}

export function findingsOf(document: unknown, options: Partial<CompileOptions> = {}): readonly Finding[] {
  return compile(document, options).findings;
}

/** `code pointer` of every finding. */
export function codesOf(document: unknown, options: Partial<CompileOptions> = {}): readonly string[] {
  return findingsOf(document, options).map(({ code, pointer }) => `${code} ${pointer}`);
}

/** The one finding of a policy. @throws where there is none, or more. */
export function onlyFinding(document: unknown, options: Partial<CompileOptions> = {}): Finding {
  const findings = findingsOf(document, options);
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) {
    throw new Error(`Expected one finding, got ${findings.length}: ${JSON.stringify(findings, null, 1)}`);
  }
  return finding;
}

/** The compiled policy. @throws where it has errors. */
export function compiled(document: unknown, options: Partial<CompileOptions> = {}): CompiledPolicy {
  const { policy, findings } = compile(document, options);
  if (policy === null) throw new Error(`The policy has errors: ${JSON.stringify(findings, null, 1)}`);
  return policy;
}

/** The first compiled issuer of a policy. @throws where there is none. */
export function compiledIssuer(document: unknown, options: Partial<CompileOptions> = {}): CompiledIssuer {
  const [issuer] = compiled(document, options).issuers;
  if (issuer === undefined) throw new Error('The policy has no issuer');
  return issuer;
}
