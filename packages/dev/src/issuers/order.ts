/**
 * A token as `sallyport token` orders it: read strictly, then minted by a stand-in.
 *
 * Trust: none is due to what is minted; the order is judged so that a mistyped member is told and not ignored.
 */
import { isTestPreset, type MintOptions, type TestPreset } from '@sallyport/core/testing';
import { toIdToken } from './id-token.ts';
import type { StandIn } from './stand-ins.ts';

const LISTS = ['scopes', 'permissions', 'roles', 'groups'] as const;
const TYPES = ['access', 'id', 'machine'] as const;

/** What to mint; everything left out is the issuer's default. */
export interface MintOrder {
  readonly scopes?: readonly string[];
  readonly permissions?: readonly string[];
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly subject?: string;
  readonly audience?: string;
  readonly expiresInSeconds?: number;
  /** `machine`: of a client itself. Default `access`: of a person through a client. */
  readonly type?: (typeof TYPES)[number];
  /** The provider whose shape it takes on; default the issuer's own. */
  readonly preset?: TestPreset;
  /** Set over all others. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Reads an order, or says in one sentence what is wrong with it. */
export function parseMintOrder(body: Uint8Array): MintOrder | string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return 'the body must be JSON';
  }
  if (!isRecord(value)) return 'the body must be an object';
  const { subject, audience, expiresInSeconds, type, preset, claims, ...rest } = value;
  const lists = Object.fromEntries(LISTS.flatMap((name) => (rest[name] === undefined ? [] : [[name, rest[name]]])));
  const unknown = Object.keys(rest).find((name) => !LISTS.some((known) => known === name));
  if (unknown !== undefined) return `${JSON.stringify(unknown.slice(0, 64))} is no member of an order`;
  if (!isLists(lists)) return 'scopes, permissions, roles and groups are lists of strings';
  if (!isOptionalText(subject) || !isOptionalText(audience)) return 'subject and audience are strings';
  if (expiresInSeconds !== undefined && !Number.isInteger(expiresInSeconds)) return 'expiresInSeconds is an integer';
  const known = TYPES.find((one) => one === type);
  if (type !== undefined && known === undefined) return `type is one of ${TYPES.join(', ')}`;
  if (preset !== undefined && (typeof preset !== 'string' || !isTestPreset(preset))) return 'there is no such preset';
  if (claims !== undefined && !isRecord(claims)) return 'claims is an object';
  return {
    ...lists,
    ...(subject === undefined ? {} : { subject }),
    ...(audience === undefined ? {} : { audience }),
    ...(typeof expiresInSeconds === 'number' ? { expiresInSeconds } : {}),
    ...(known === undefined ? {} : { type: known }),
    ...(preset === undefined ? {} : { preset }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** Mints what was ordered. */
export async function mintOrder({ testIssuer, preset: own }: StandIn, order: MintOrder): Promise<string> {
  const { type = 'access', claims = {}, audience, ...facts } = order;
  const options: MintOptions = { ...facts, ...(type === 'machine' ? { kind: 'client' } : {}) };
  const asked = audience === undefined ? {} : { audience };
  if (type !== 'id') return testIssuer.mint(claims, { ...options, ...asked });
  const shape = order.preset ?? (own !== null && isTestPreset(own) ? own : null);
  const id = toIdToken(shape, order, Date.now() / 1000);
  const aud = audience === undefined ? {} : { aud: audience };
  return testIssuer.mint({ ...id.claims, ...aud, ...claims }, { ...options, header: id.header });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLists(value: Record<string, unknown>): value is Record<string, readonly string[]> {
  return Object.values(value).every((list) => Array.isArray(list) && list.every((text) => typeof text === 'string'));
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
