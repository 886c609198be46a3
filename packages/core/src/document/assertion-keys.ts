/**
 * The private keys of a gate's assertions, read from the gate's own environment where they sign and nowhere else: the
 * compiled policy holds only the names of their variables, so that no other gate or tool needs them.
 *
 * Trust: no finding holds a value or a part of one. Spec: RFC 7518 section 6.2, RFC 7517 section 4.
 */
import { parseBase64Url } from '../token/base64url.ts';
import type { CompiledAssertion } from './compiled.ts';
import { PolicyError } from './finding.ts';
import { createReport, type Report } from './report.ts';
import { createResolver, type Environment } from './resolve/variables.ts';

/** A private P-256 key as a JWK, its optional members left out: `d` is the secret. */
export interface PrivateJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** A private key that has the form of one; whether its parts belong together shows when it is imported. */
export interface AssertionKey {
  /** The variable that holds it, for messages. */
  readonly variable: string;
  readonly jwk: PrivateJwk;
}

/** The key that signs, and the one that is published before it does. */
export interface AssertionKeys {
  readonly current: AssertionKey;
  readonly next: AssertionKey | null;
}

const POINTER = '/worker/assertion';
const COORDINATE_BYTES = 32;

/**
 * The keys that an environment holds.
 *
 * @throws PolicyError naming each variable that is missing or holds anything but a private P-256 key for ES256 as JSON.
 */
export function resolveAssertionKeys(assertion: CompiledAssertion, env: Environment): AssertionKeys {
  const report = createReport();
  const { keyVariable, nextKeyVariable } = assertion;
  const current = resolveKey(keyVariable, `${POINTER}/key`, env, report);
  const next = nextKeyVariable === null ? null : resolveKey(nextKeyVariable, `${POINTER}/nextKey`, env, report);
  if (current !== null && next !== null && current.jwk.x === next.jwk.x) {
    const message = `${keyVariable} and ${nextKeyVariable} hold the same key`;
    report.error({ pointer: `${POINTER}/nextKey`, code: 'duplicate-secret', message, suggestion: 'make another key' });
  }
  if (current === null || report.hasErrors()) throw new PolicyError(report.findings);
  return { current, next };
}

function resolveKey(variable: string, pointer: string, env: Environment, report: Report): AssertionKey | null {
  const resolved = createResolver(env, 'resolve', report).resolve(`\${${variable}}`, pointer, (name) => name);
  if (resolved === null) return null;
  const jwk = parsePrivateJwk(resolved.text);
  if (jwk !== null) return { variable, jwk };
  const message = `the value of ${variable} is not a private P-256 key for ES256, written as a JWK`;
  const suggestion = 'set it to JSON with "kty": "EC", "crv": "P-256", "x", "y" and "d"';
  report.error({ pointer, code: 'assertion-key', message, suggestion });
  return null;
}

function parsePrivateJwk(text: string): PrivateJwk | null {
  const { kty, crv, x, y, d, alg, use, key_ops: operations } = readObject(text);
  const isForSigning =
    (alg === undefined || alg === 'ES256') &&
    (use === undefined || use === 'sig') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('sign')));
  if (kty !== 'EC' || crv !== 'P-256' || !isForSigning) return null;
  return isCoordinate(x) && isCoordinate(y) && isCoordinate(d) ? { kty, crv, x, y, d } : null;
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    // The parser's message quotes the text.
    return {};
  }
}

/** Every member has the full length of the field (RFC 7518 section 6.2.1.2). */
function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && parseBase64Url(value)?.length === COORDINATE_BYTES;
}
