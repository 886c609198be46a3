/**
 * The policy as the playground's page gets it: everything that a decision hangs on, and no secret.
 *
 * Trust: a shared secret verifies and signs alike; in its place stands random text, by which no token verifies.
 */
import { randomBytes } from 'node:crypto';
import type { CompiledPolicy, PolicyDocument } from '@sallyport/core';
import type { PageSession } from './protocol.ts';

/** The document, the variables that it still names, and the issuers whose tokens the page cannot judge. */
export function toPagePolicy(
  document: PolicyDocument,
  compiled: CompiledPolicy,
  variables: Readonly<Record<string, string>>,
): Pick<PageSession, 'policy' | 'variables' | 'withheld'> {
  const { worker, tests: _tests, $schema: _schema, ...rest } = document;
  const { assertion: _assertion, origins: _origins, ...shown } = worker ?? {};
  const policy: PolicyDocument = { ...rest, worker: shown };
  const secret = new Set(Object.values(policy.issuers).flatMap(({ hmac }) => listVariables(hmac?.secrets ?? [])));
  const values = listVariables(policy).flatMap((name) => {
    const value = secret.has(name) ? toStandInSecret() : variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    policy,
    variables: Object.fromEntries(values),
    withheld: compiled.issuers.filter(({ keys }) => keys.kind === 'hmac').map(({ iss }) => iss),
  };
}

/** Every `${NAME}` that stands as a whole string, wherever. */
function listVariables(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(/"\$\{([^}"]+)\}"/g)].flatMap(([, name]) => name ?? []);
}

/** Long enough for every HS algorithm, as UTF-8 and as base64url. */
function toStandInSecret(): string {
  return randomBytes(72).toString('base64url');
}
