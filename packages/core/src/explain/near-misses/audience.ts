/**
 * Near misses of who the token is for: an audience left out, another spelling of it, someone else's token.
 */
import { readClaim } from '../../claims/path.ts';
import type { CompiledIssuer } from '../../document/compiled.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';
import { wantsIdTokens } from './kind.ts';

const GRAPH = new Set([
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  '00000002-0000-0000-c000-000000000000',
]);

/** For the reasons that say whom a token is for and from. */
export function findAudienceMisses({ reason, about, token, issuer }: MissQuestion): readonly NearMiss[] {
  if (token === null || issuer === null) return [];
  const { payload } = token;
  const read = (name: string): unknown => (Object.hasOwn(payload, name) ? payload[name] : undefined);
  switch (reason) {
    case 'audience_mismatch': {
      const path = issuer.audienceClaims.find((claim) => readClaim(payload, claim) !== undefined);
      const value = path === undefined ? undefined : readClaim(payload, path);
      return toMismatch(Array.isArray(value) ? value : [value], issuer);
    }
    case 'claim_missing':
      return issuer.audienceClaims.some(({ text }) => text === about) ? [toMissing(issuer, read('client_id'))] : [];
    case 'party_mismatch': {
      const client = issuer.mappings.client
        .map((path) => readClaim(payload, path))
        .find((value) => value !== undefined);
      const cause =
        client === undefined
          ? 'The token names no client.'
          : `The token was issued to the client ${show(client)}, which "clients" does not list.`;
      return [
        {
          code: 'other_client',
          cause,
          fix: 'Add the client to "clients" of the issuer if it may call this API.',
          weight: 0.8,
        },
      ];
    }
    case 'tenant_unknown': {
      const tenant = issuer.mappings.tenant
        .map((path) => readClaim(payload, path))
        .find((value) => value !== undefined);
      const cause = `The token says tenant ${show(tenant)}, and its issuer is that of ${show(issuer.tenant)}.`;
      return [{ code: 'other_tenant', cause, fix: 'Sign in to the tenant that "tenants" lists.', weight: 0.8 }];
    }
    default:
      return [];
  }
}

function toMismatch(audiences: readonly unknown[], issuer: CompiledIssuer): readonly NearMiss[] {
  const accepted = [...(issuer.audiences ?? [])];
  const texts = audiences.filter((one) => typeof one === 'string');
  const misses = texts.flatMap((text) => toKnown(text, issuer));
  for (const text of texts) {
    const near = accepted.find((other) => toBare(other) === toBare(text));
    if (near === undefined) continue;
    const cause = `The token's audience ${show(text)} differs from ${show(near)} of the policy only in ${toDifference(text, near)}.`;
    const fix = `Write ${show(text)} in "audience" of the issuer, if that is this API.`;
    misses.push({ code: 'audience_spelling', cause, fix, weight: 0.95 });
  }
  const wanted = toList(accepted);
  const cause =
    texts.length === 0
      ? `The token is for nobody: its audience is an empty list. The policy accepts ${wanted}.`
      : `The token is for ${toList(texts)}, ${texts.length === 1 ? 'which is not what' : 'none of which'} the policy accepts (${wanted}).`;
  const named = accepted.length === 1 ? wanted : `one of ${wanted}`;
  const fix = `Request the token for ${named}; change "audience" in the policy only if the token's own names this API too.`;
  return [...misses, { code: 'other_audience', cause, fix, weight: 0.5 }];
}

function toList(texts: readonly string[]): string {
  return texts.slice(0, 5).map(show).join(', ');
}

function toKnown(text: string, { preset, iss, audiences }: CompiledIssuer): NearMiss[] {
  if (GRAPH.has(text.replace(/\/$/, ''))) {
    const cause = 'The token is for Microsoft Graph, which alone can verify it.';
    return [
      { code: 'graph_token', cause, fix: 'Request a scope of your own API ("api://.../.default").', weight: 0.95 },
    ];
  }
  if (text === 'account' && (preset === 'keycloak' || iss.includes('/realms/'))) {
    return [{ ...MAPPER, cause: 'The audience is "account", which Keycloak adds by itself.' }];
  }
  if (text.endsWith('/userinfo')) {
    const cause = 'The token is for the userinfo endpoint alone: it was requested without an audience.';
    return [
      { code: 'userinfo_token', cause, fix: 'Name this API in "audience" when requesting the token.', weight: 0.9 },
    ];
  }
  const bare = text.replace(/^api:\/\//, '');
  const isEntra = preset?.startsWith('entra') === true;
  if (isEntra && [...(audiences ?? [])].some((other) => other !== text && other.replace(/^api:\/\//, '') === bare)) {
    const cause = 'A v2.0 token of Entra has the API\'s client id as its audience, a v1.0 token "api://" before it.';
    return [{ code: 'entra_audience', cause, fix: `Write ${show(text)} in "audience" of the issuer.`, weight: 0.97 }];
  }
  return [];
}

const MAPPER = {
  code: 'audience_mapper',
  fix: 'Add an Audience mapper for this API to a client scope of the client.',
  weight: 0.95,
} as const;

function toMissing(issuer: CompiledIssuer, client: unknown): NearMiss {
  const { preset, iss } = issuer;
  if (preset === 'keycloak' || iss.includes('/realms/')) {
    return { ...MAPPER, cause: 'The token has no audience: Keycloak adds none without a mapper.' };
  }
  if (iss.includes('cognito-idp.') && client !== undefined && !wantsIdTokens(issuer)) {
    const cause = 'Access tokens of Cognito have no "aud", but "client_id".';
    return {
      code: 'cognito_audience',
      cause,
      fix: 'Use "preset": "cognito", which reads the audience there.',
      weight: 0.95,
    };
  }
  const cause = 'The token says not whom it is for: it was requested without an audience.';
  return {
    code: 'no_audience',
    cause,
    fix: 'Request it with this API as its audience ("audience" or "resource").',
    weight: 0.8,
  };
}

function toBare(text: string): string {
  return text
    .replace(/^(?:https?|api):\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
}

function toDifference(one: string, other: string): string {
  if (one.replace(/\/+$/, '') === other.replace(/\/+$/, '')) return 'the trailing slash';
  if (one.toLowerCase() === other.toLowerCase()) return 'case';
  return 'what stands before it';
}
