/**
 * What a comparison is made of: contenders that guard with the same keys, and rows that measure one thing of each.
 */
import type { KeyServer, KeyServerOptions } from './key-server.ts';
import type { Signer } from './signer.ts';

/** The columns, in the order they are printed. */
export const NAMES = ['sallyport', 'jose', 'aws-jwt-verify', 'hono/jwk', 'fast-jwt'] as const;
export type Name = (typeof NAMES)[number];

/** `readme`: what its README shows, with issuer and audience. `strict`: every option that makes it refuse more. */
export type Profile = 'readme' | 'strict';

/** What a guard is made with. */
export interface Setting {
  readonly jwksUrl: string;
  readonly profile: Profile;
}

/** What came of one token. */
export interface Answer {
  readonly isAccepted: boolean;
  /** The status of a guard that speaks HTTP; the code or name of a library's error. */
  readonly how: string;
  /** All that the answer, its error or a log line says. */
  readonly text: string;
}

/** One contender, ready to verify. Keeps its caches between questions. */
export interface Guard {
  readonly ask: (token: string) => Promise<Answer>;
  /** The challenge of a request without a token, for guards that write one. */
  readonly challengeOf?: (url: string) => Promise<string>;
}

export interface Contender {
  readonly name: Name;
  /** @throws what the contender throws for a setting that it does not take. */
  readonly create: (setting: Setting) => Guard;
  /** `timers`: waits by `setTimeout`, so that the row has to wait as well. */
  readonly waitsBy: 'clock' | 'timers';
}

/** What a row measures with; made anew for each contender. */
export interface Stage {
  readonly contender: Contender;
  readonly server: KeyServer;
  readonly signer: Signer;
  readonly guard: (profile: Profile) => Guard;
  /** What was written as warnings and errors so far. */
  readonly printed: readonly string[];
  /** Sets the clock forward, or waits where the contender counts by timers. */
  readonly pass: (seconds: number) => Promise<void>;
}

export type Value = string | number;

/** One line of the table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** The options that the contenders are used with, and what is worth knowing of the measurement. */
  readonly note: string;
  readonly server?: KeyServerOptions;
  /** `waited`: time passes in reality for contenders that count by timers. */
  readonly timers?: 'waited';
  readonly measure: (stage: Stage) => Promise<Value>;
  /** What each contender was last measured with; one that is absent has nothing to measure here. */
  readonly expected: Readonly<{ sallyport: Value } & Partial<Record<Name, Value>>>;
}

/** A row with what it measured. */
export interface MeasuredRow {
  readonly row: Row;
  readonly values: ReadonlyMap<Name, Value>;
}
