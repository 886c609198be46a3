/**
 * Near misses of `iss`: the same issuer in another spelling, another version, another tenant.
 */
import type { CompiledIssuer } from '../../document/compiled.ts';
import { findNearest } from '../../document/shape/nearest.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';
import { findRefusal } from './refused-issuer.ts';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const ENTRA_V1 = /^https:\/\/sts\.windows\.net\//i;
const ENTRA_V2 = /^https:\/\/login\.microsoftonline\.(?:com|us)\//i;

/** For `issuer_unknown`, and for a token without `iss`. */
export function findIssuerMisses({ policy, reason, about, token }: MissQuestion): readonly NearMiss[] {
  if (token === null) return [];
  const iss = Object.hasOwn(token.payload, 'iss') ? token.payload.iss : undefined;
  if (reason === 'claim_missing' && about === 'iss') {
    const fix = 'Get the token from the issuer that the policy names; a token without "iss" belongs to none.';
    return [{ code: 'iss_missing', cause: 'The token has no "iss".', fix, weight: 0.9 }];
  }
  if (reason !== 'issuer_unknown' || typeof iss !== 'string') return [];
  const known = [...policy.byIss.keys()];
  const misses = policy.issuers.flatMap((other) => compare(iss, other));
  if (misses.length > 0) return misses;
  const nearest = policy.byIss.get(findNearest(iss, known) ?? '');
  if (nearest !== undefined) return [toSpelling('spelling', 'is spelled almost like', iss, nearest, 0.5)];
  const list = known.slice(0, 3).map(show).join(', ');
  const cause = `The token is of ${show(iss)}, which is far from every issuer of the policy (${list}).`;
  const fix =
    findRefusal(iss, null) === null
      ? 'Get the token from one of those, or add its issuer to "issuers" if it is to be trusted.'
      : 'Get the token from one of those.';
  return [{ code: 'foreign_issuer', cause, fix, weight: 0.3 }];
}

/** What one known issuer has to do with the token's. */
function compare(iss: string, issuer: CompiledIssuer): readonly NearMiss[] {
  const known = issuer.iss;
  const differences = listDifferences(iss, known);
  if (differences !== null) {
    const [first = differences[0] ?? ''] = differences;
    const code = { 'the trailing slash': 'trailing_slash', 'http and https': 'scheme' }[first] ?? 'case';
    return [toSpelling(code, `differs only in ${differences.join(' and ')} from`, iss, issuer, 0.95)];
  }
  return [...compareEntra(iss, known), ...compareOkta(iss, known), ...compareHost(iss, issuer)].slice(0, 1);
}

function toSpelling(code: string, how: string, iss: string, known: CompiledIssuer, weight: number): NearMiss {
  const cause = `The token's "iss" ${show(iss)} ${how} ${show(known.iss)} of the policy.`;
  const refusal = findRefusal(iss, known);
  const fix =
    refusal === null
      ? `Write "issuer": ${show(iss)} in the policy, if that is what the issuer calls itself.`
      : `Keep the policy, which cannot name that one (${refusal}), and have the token issued as ${show(known.iss)}.`;
  return { code, cause, fix, weight };
}

/** How two spellings of one identifier differ, or null where they are two. */
function listDifferences(one: string, other: string): readonly string[] | null {
  const bare = (text: string): string => text.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  if (bare(one).toLowerCase() !== bare(other).toLowerCase()) return null;
  const differences: string[] = [];
  if (one.endsWith('/') !== other.endsWith('/')) differences.push('the trailing slash');
  if (/^https?:/i.exec(one)?.[0].toLowerCase() !== /^https?:/i.exec(other)?.[0].toLowerCase()) {
    differences.push('http and https');
  }
  if (bare(one) !== bare(other)) differences.push('case');
  return differences.length === 0 ? ['case'] : differences;
}

function compareEntra(iss: string, known: string): readonly NearMiss[] {
  const versions = [iss, known].map((text) => (ENTRA_V1.test(text) ? 1 : ENTRA_V2.test(text) ? 2 : 0));
  const [tenant, other] = [iss, known].map((text) => GUID.exec(text)?.[0].toLowerCase());
  if (versions.includes(0) || tenant === undefined || other === undefined) return [];
  if (tenant !== other) {
    const cause = `The token is of tenant ${show(tenant)}, the policy trusts ${show(other)}.`;
    const fix = 'Sign in to the right tenant, or list this one: "{tid}" in "issuer" and its id in "tenants".';
    return [{ code: 'other_tenant', cause, fix, weight: 0.8 }];
  }
  const cause = `The token is of version ${versions[0]}.0 of the same tenant, the policy expects version ${versions[1]}.0.`;
  const fix =
    versions[0] === 1
      ? 'Set "requestedAccessTokenVersion" of the API\'s manifest to 2, or use "preset": "entra-v1".'
      : 'Use "preset": "entra", or set "requestedAccessTokenVersion" of the API\'s manifest to 1.';
  return [{ code: 'entra_version', cause, fix, weight: 0.9 }];
}

function compareOkta(iss: string, known: string): readonly NearMiss[] {
  const [host, server] = [toHost(iss), toPath(iss)];
  if (host === null || !toPath(known).startsWith('/oauth2/')) return [];
  const expected = toHost(known);
  if (host.replace('-admin.', '.') === expected && host !== expected) {
    const cause = 'The token is of the host of the admin console ("-admin").';
    return [{ code: 'okta_admin_host', cause, fix: `Ask ${show(known)} for the token.`, weight: 0.9 }];
  }
  if (host !== expected) return [];
  if (server === '' || server === '/') {
    const cause = `The token is of Okta's org server, whose tokens no API can verify; the policy expects ${show(known)}.`;
    const fix = `Ask the custom authorization server for the token: ${show(`${known}/v1/token`)}.`;
    return [{ code: 'okta_org_server', cause, fix, weight: 0.95 }];
  }
  const cause = `The token is of another authorization server of the same host: ${show(server)} instead of ${show(toPath(known))}.`;
  return [{ code: 'other_server', cause, fix: `Ask ${show(known)} for the token.`, weight: 0.8 }];
}

function compareHost(iss: string, issuer: CompiledIssuer): readonly NearMiss[] {
  const known = issuer.iss;
  const isRefused = findRefusal(iss, issuer) !== null;
  const [host, other] = [toHost(iss), toHost(known)];
  if (host === null || other === null) return [];
  const [path, wanted] = [toPath(iss).replace(/\/$/, ''), toPath(known).replace(/\/$/, '')];
  if (host === other) {
    const cause = `The token is of another tenant, realm or pool of ${show(host)}: ${show(path || '/')} instead of ${show(wanted || '/')}.`;
    const fix = `Ask ${show(known)} for the token${isRefused ? '' : ', or add this issuer'}.`;
    return [{ code: 'other_tenant', cause, fix, weight: 0.7 }];
  }
  if (path !== wanted || path === '') return [];
  const cause = `The token names the issuer by another host: ${show(host)} instead of ${show(other)}.`;
  const fix = `Set the issuer's public address to ${isRefused ? show(other) : 'one host'} (Keycloak: hostname)${isRefused ? '' : ', or write this one in the policy'}.`;
  return [{ code: 'other_host', cause, fix, weight: 0.7 }];
}

function toHost(text: string): string | null {
  return /^https?:\/\/([^/?#]+)/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

function toPath(text: string): string {
  return text.replace(/^https?:\/\/[^/?#]+/i, '');
}
