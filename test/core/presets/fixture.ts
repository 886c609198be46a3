/**
 * A token that people send to a gate behind one provider, and what must come of it.
 */
import type { Principal } from '@sallyport/core';
import { type MintOptions, mintHmac, type TestIssuer } from '@sallyport/core/testing';
import { decodeJwt } from 'jose';
import { NOW, type Setting } from './preset-tokens.ts';

/** How a token differs from the provider's ordinary one. */
export interface Difference {
  readonly claims?: Record<string, unknown>;
  readonly options?: MintOptions;
  /** Default: with the provider's own key. */
  readonly signed?: 'with a shared secret' | 'not at all';
  /** In place of a token that the provider signs. */
  readonly text?: string;
  readonly setting?: Partial<Setting>;
}

/** What the gate must say. */
export type Outcome =
  | { readonly principal: Partial<Principal> }
  | {
      /** `reason (about)`. */
      readonly denial: string;
      /** What the preset's hint for the reason must say. */
      readonly hint: string;
      /** The likeliest near miss; none is looked at without. */
      readonly cause?: string;
    };

/** One token. */
export interface Fixture extends Difference {
  readonly what: string;
  readonly outcome: Outcome;
}

type AtLeastOne = readonly [Fixture, ...Fixture[]];

/** The four kinds that every preset is held to. */
export interface PresetFixtures {
  readonly audience: string;
  /** A person; refused with a hint where the provider has no such tokens. */
  readonly user: Fixture;
  /** A client on its own; refused with a hint where the provider has no such tokens. */
  readonly machine: Fixture;
  /** What people paste in place of the right token. */
  readonly wrong: AtLeastOne;
  /** The right kind of token, of the wrong place. */
  readonly nearMiss: AtLeastOne;
}

/** A token that passes. */
export function admitted(what: string, principal: Partial<Principal>, difference: Difference = {}): Fixture {
  return { what, outcome: { principal }, ...difference };
}

/** A token that is refused; `why` is `reason (about): what the hint says`, with the likeliest near miss after a `|`. */
export function refused(what: string, why: string, difference: Difference = {}): Fixture {
  const [, denial = '', hint = '', cause] = /^([^:]+): ([^|]+?)(?: \| (\w+))?$/.exec(why) ?? [];
  if (hint === '') throw new Error(`"${why}" names no reason and hint`);
  return { what, outcome: { denial, hint, ...(cause === undefined ? {} : { cause }) }, ...difference };
}

/** The token itself. */
export async function toToken(provider: TestIssuer, { claims, options, signed, text }: Difference): Promise<string> {
  if (text !== undefined) return text;
  const token = await provider.mint(claims, options);
  if (signed === undefined) return token;
  const payload = decodeJwt(token);
  if (signed === 'not at all') return `${toPart({ alg: 'none', typ: 'JWT' })}.${toPart(payload)}.`;
  const secret = 'the-legacy-secret-of-the-project-0';
  return mintHmac({ secret, clock: () => NOW * 1000, header: { typ: 'JWT' } }, { client_id: undefined, ...payload });
}

const toPart = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
