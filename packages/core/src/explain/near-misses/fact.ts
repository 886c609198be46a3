/**
 * Near misses of scopes, permissions, roles and groups: the value is there, in another claim or another spelling.
 */
import { type ClaimPath, readClaim } from '../../claims/path.ts';
import { isDeclaredIncomplete, toPrincipal } from '../../claims/principal.ts';
import type { CompiledIssuer } from '../../document/compiled.ts';
import type { ManyFact, Requirement } from '../../requirement/requirement.ts';
import type { JsonObject } from '../../token/json.ts';
import { findUnmet } from '../asked.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';

const FACTS: ReadonlyMap<string, ManyFact> = new Map([
  ['scope_insufficient', 'scopes'],
  ['permission_missing', 'permissions'],
  ['role_missing', 'roles'],
  ['group_missing', 'groups'],
]);

const MAX_DEPTH = 4;
const MAX_LISTS = 200;

/** For the reasons that say a fact with many values is lacking. */
export function findFactMisses(question: MissQuestion): readonly NearMiss[] {
  const { reason, token, issuer, route } = question;
  const fact = FACTS.get(reason);
  if (fact === undefined || token === null || issuer === null || route === null) return [];
  const { payload } = token;
  const paths = issuer.mappings[fact];
  const held = toPrincipal({ ...payload }, issuer)[fact];
  const { requirement, says } = findUnmet(question);
  const lacking = listWanted(requirement, fact).filter((value) => !held.includes(value));
  const misses = [...findOverage(payload, paths, fact), ...findElsewhere(payload, issuer, fact, lacking)];
  for (const value of lacking) misses.push(...findSpelling(value, held, fact));
  const has = held.length === 0 ? `no ${fact}` : `the ${fact} ${held.slice(0, 10).map(show).join(', ')}`;
  const cause = `The token grants ${has}; ${says} ${[...new Set(lacking)].slice(0, 10).map(show).join(', ')}.`;
  const fix =
    fact === 'scopes'
      ? 'Request the scope when getting the token, and check that the client may have it.'
      : `Assign it at the issuer, or map the claim that holds it in "claimMappings.${fact}".`;
  return [...misses, { code: `${fact}_not_granted`, cause, fix, weight: 0.5 }];
}

function listWanted(requirement: Requirement | null, fact: ManyFact): readonly string[] {
  if (requirement === null) return [];
  if (requirement.kind === 'allOf' || requirement.kind === 'anyOf') {
    return requirement.of.flatMap((part) => listWanted(part, fact));
  }
  return requirement.kind === 'many' && requirement.fact === fact ? requirement.values : [];
}

function findOverage(payload: JsonObject, paths: readonly ClaimPath[], fact: ManyFact): NearMiss[] {
  const isOver = paths.some((path) => isDeclaredIncomplete(payload, path));
  if (!isOver && !(fact === 'groups' && Object.hasOwn(payload, 'hasgroups') && payload.hasgroups === true)) return [];
  const cause = `The token has too many ${fact} to hold: it only says where to look them up ("_claim_names").`;
  const fix = 'Have the issuer emit only the groups assigned to the application, or use app roles.';
  return [{ code: 'groups_overage', cause, fix, weight: 0.97 }];
}

/** A value that the token holds in a claim that is not read for this fact. */
function findElsewhere(
  payload: JsonObject,
  issuer: CompiledIssuer,
  fact: ManyFact,
  lacking: readonly string[],
): NearMiss[] {
  const read = new Set(issuer.mappings[fact].map(({ steps }) => toPointer(steps)));
  for (const { steps, values } of listTexts(payload)) {
    const value = lacking.find((one) => values.includes(one));
    if (value === undefined || read.has(toPointer(steps))) continue;
    const claim = steps.length === 1 && !steps[0]?.startsWith('/') ? (steps[0] ?? '') : toPointer(steps);
    const cause = `The token holds ${show(value)} in ${show(claim)}, and ${fact} are read from ${issuer.mappings[fact].map(({ text }) => show(text)).join(', ') || 'nowhere'}.`;
    const fix = `Set "claimMappings": { "${fact}": ${show(claim)} } for the issuer, if that claim means ${fact}.`;
    return [{ code: 'other_claim', cause, fix, weight: 0.9 }];
  }
  return [];
}

/** The same value in another case, with another separator, or with its resource before it. */
function findSpelling(wanted: string, held: readonly string[], fact: ManyFact): readonly NearMiss[] {
  const joined = held.find((value) => value !== wanted && value.split(/[,;]/).includes(wanted));
  if (joined !== undefined) {
    const cause = `The token joins its ${fact} with commas; they are separated by spaces (RFC 6749 section 3.3).`;
    return [
      { code: 'comma_separated', cause, fix: 'Have the issuer write them with spaces, or as a list.', weight: 0.93 },
    ];
  }
  const near = held.find((value) => value.toLowerCase() === wanted.toLowerCase());
  if (near !== undefined) return [toSpelling('fact_case', 'case', near, wanted, fact)];
  const longer = held.find((value) => value.endsWith(`/${wanted}`) || wanted.endsWith(`/${value}`));
  if (longer !== undefined) return [toSpelling('fact_prefix', 'the resource before it', longer, wanted, fact)];
  const other = held.find(
    (value) =>
      value
        .split(/[.:/_-]/)
        .sort()
        .join() ===
      wanted
        .split(/[.:/_-]/)
        .sort()
        .join(),
  );
  return other === undefined
    ? []
    : [toSpelling('fact_order', 'the order or separator of its words', other, wanted, fact)];
}

function toSpelling(code: string, how: string, held: string, wanted: string, fact: ManyFact): NearMiss {
  const cause = `The token grants ${show(held)}, which differs from ${show(wanted)} in ${how}.`;
  return { code, cause, fix: `Write it the same way in the policy's "${fact}" and at the issuer.`, weight: 0.92 };
}

/** Every claim that is a string or a list of strings, down to a few levels, with its words. */
function listTexts(
  payload: JsonObject,
): readonly { readonly steps: readonly string[]; readonly values: readonly string[] }[] {
  const found: { steps: readonly string[]; values: readonly string[] }[] = [];
  const visit = (value: unknown, steps: readonly string[]): void => {
    if (found.length >= MAX_LISTS) return;
    if (typeof value === 'string') found.push({ steps, values: value.split(' ') });
    else if (Array.isArray(value)) {
      const list: readonly unknown[] = value;
      if (list.every((item) => typeof item === 'string')) found.push({ steps, values: list });
    } else if (typeof value === 'object' && value !== null && steps.length < MAX_DEPTH) {
      for (const name of Object.keys(value))
        visit(readClaim({ value }, { text: name, steps: ['value', name] }), [...steps, name]);
    }
  };
  visit(payload, []);
  return found;
}

function toPointer(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
