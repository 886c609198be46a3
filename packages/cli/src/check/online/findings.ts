/**
 * What the answers of an issuer mean for the policy that names it.
 */
import type { Finding } from '@sallyport/core';
import { toPointerStep } from '../../source/tree.ts';
import type { InspectedKey } from './inspect-keys.ts';
import { isNoAnswer, type OnlineIssuer, type ReportedRequest } from './issuer.ts';

/** The most seconds that this clock and an issuer's may differ: the default tolerance of a token's times. */
export const MAX_SKEW_SECONDS = 30;

/** Refusals that are nobody's fault: keys for encryption, for algorithms that are not in use, blocked on purpose. */
const ORDINARY: ReadonlySet<string> = new Set([
  ...['use_not_sig', 'key_ops_not_verify', 'alg_unsupported', 'kty_unsupported', 'crv_unsupported'],
  ...['blocked', 'algorithm_not_accepted'],
]);

/** Every finding on one issuer, at its name in the policy. */
export function findOnlineFindings(online: OnlineIssuer): readonly Finding[] {
  const { issuer, outcome, requests, keys, skewSeconds } = online;
  const pointer = `/issuers${toPointerStep(issuer)}`;
  const toFinding = (level: Finding['level'], code: string, message: string, suggestion: string | null): Finding => {
    return { level, code, pointer, at: 'name', message, suggestion };
  };
  if (outcome === 'not_asked') {
    const message = 'the issuer was not asked: its address needs a variable that is not set here';
    return [toFinding('warning', 'online-not-asked', message, 'set the variable for this command')];
  }
  const findings: Finding[] = [];
  if (outcome === 'unreachable') {
    const why = toWhy(requests.find(isNoAnswer));
    const advice = 'a gate without keys answers 503: check the address, DNS and the way out of this network';
    findings.push(toFinding('error', 'online-unreachable', `the issuer cannot be reached: ${why}`, advice));
  }
  if (outcome === 'unusable') {
    const [told] = requests.filter(({ why }) => why !== null).toSorted((a, b) => toWeight(b) - toWeight(a));
    findings.push(toUnusable(told, online, toFinding));
  }
  for (const key of keys) {
    const { refused } = key;
    if (refused === null || ORDINARY.has(refused)) continue;
    const isSecret = refused === 'private_key' || refused === 'symmetric_key';
    const message = `the key ${toKeyName(key)} is refused: ${refused}`;
    const advice = isSecret ? 'the issuer publishes what signs its tokens: it must replace this key now' : null;
    findings.push(toFinding(isSecret ? 'error' : 'warning', 'online-key-refused', message, advice));
  }
  if (outcome === 'reached' && keys.every(({ algorithms }) => algorithms.length === 0)) {
    const sizes = [...new Set(keys.flatMap(({ size }) => size ?? []))].join(', ');
    const message = `no key of the issuer verifies an algorithm that the policy accepts (keys: ${sizes})`;
    findings.push(toFinding('error', 'online-algorithms', message, 'name the issuer\'s algorithm in "algorithms"'));
  }
  if (skewSeconds !== null && Math.abs(skewSeconds) > MAX_SKEW_SECONDS) {
    const message = `this machine's clock is ${toSkewText(skewSeconds)} the issuer's`;
    const advice = 'set the clock, or tokens are judged too old or not yet valid';
    findings.push(toFinding('warning', 'online-clock-skew', message, advice));
  }
  return findings;
}

/** `12 s ahead of`, `12 s behind`. */
export function toSkewText(skewSeconds: number): string {
  return `${Math.abs(skewSeconds)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'}`;
}

/** A key by its id, or by its kind where it has none. */
export function toKeyName({ kid, size }: InspectedKey): string {
  return kid === null ? `without a kid (${size ?? 'of no kind'})` : JSON.stringify(kid);
}

/** A document that came and was not used says more than a well-known address without one. */
function toWeight({ asksFor, why }: ReportedRequest): number {
  if (why === 'issuer_mismatch') return 3;
  return asksFor === 'keys' ? 2 : Number(why !== 'http_status');
}

function toUnusable(
  request: ReportedRequest | undefined,
  { iss }: OnlineIssuer,
  toFinding: (level: Finding['level'], code: string, message: string, suggestion: string | null) => Finding,
): Finding {
  if (request?.why === 'issuer_mismatch') {
    const named = request.named === null ? 'no issuer' : JSON.stringify(request.named);
    const message = `the metadata at ${request.url} names ${named}, and the policy ${JSON.stringify(iss)}`;
    const advice =
      request.named === null ? null : 'write the issuer exactly as its metadata does, if that is who you trust';
    return toFinding('error', 'online-issuer-mismatch', message, advice);
  }
  const what = request?.asksFor === 'keys' ? 'keys' : 'metadata';
  const advice =
    what === 'metadata'
      ? 'check "issuer", or name the keys with "jwksUri"'
      : 'check "jwksUri" and what the issuer publishes';
  const message = `the issuer's ${what} cannot be used: ${toWhy(request)}`;
  return toFinding('error', what === 'keys' ? 'online-keys' : 'online-metadata', message, advice);
}

function toWhy(request: ReportedRequest | undefined): string {
  if (request === undefined) return 'its identifier is no address to ask';
  const { url, why, status, cause } = request;
  const how = why === 'http_status' || why === 'redirect' ? `${why} ${status}` : (why ?? 'unknown');
  return `${how}${cause === null ? '' : ` ${cause}`} at ${url}`;
}
