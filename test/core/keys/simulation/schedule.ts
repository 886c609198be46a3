/**
 * What happens in one simulated run, as data: the same schedule gives the same run, and prints as JSON.
 */
import { createRandom, type Random } from './random.ts';

/** How an issuer answers for its keys. */
export type Behaviour =
  | 'refuse'
  | '500'
  | '503'
  | '429'
  | '404'
  | 'html'
  | 'redirect'
  | 'drip'
  | 'hang'
  | 'hang_body'
  | 'cut'
  | 'huge'
  | 'many'
  | 'empty'
  | 'private_only'
  | 'no_object';
export const BEHAVIOURS: readonly [Behaviour, ...Behaviour[]] = [
  ...(['refuse', '500', '503', '429', '404', 'html', 'redirect', 'drip'] as const),
  ...(['hang', 'hang_body', 'cut', 'huge', 'many', 'empty', 'private_only', 'no_object'] as const),
];

/** What stands among an issuer's good keys without being one. */
export type Dirt = 'private' | 'symmetric' | 'off_curve' | 'encryption' | 'no_object' | 'other_curve' | 'long_kid';
const DIRT: readonly [Dirt, ...Dirt[]] = [
  ...(['private', 'symmetric', 'off_curve', 'encryption', 'no_object', 'other_curve', 'long_kid'] as const),
];

/** What an issuer's metadata says. `alias` and `gone`: keys elsewhere, the old place answering as before or no more. */
export type MetadataTrick = 'lie' | 'down' | 'hang' | 'plain_http' | 'no_uri' | 'alias' | 'gone';
const TRICKS: readonly [MetadataTrick, ...MetadataTrick[]] = [
  ...(['lie', 'down', 'hang', 'plain_http', 'no_uri', 'alias', 'gone'] as const),
];

/** How the published keys change; `recycle` puts new material under a known `kid`. */
export type Change = 'overlap' | 'hard' | 'remove' | 'republish' | 'recycle';
const CHANGES: readonly [Change, ...Change[]] = ['overlap', 'hard', 'remove', 'republish', 'recycle'];

export type IssuerIndex = 0 | 1;
type AtIssuer = { readonly atMs: number; readonly issuer: IssuerIndex };

export type Step =
  | (AtIssuer & { readonly do: 'publish'; readonly change: Change })
  | (AtIssuer & { readonly do: 'soil'; readonly dirt: readonly Dirt[] })
  | (AtIssuer & { readonly do: 'behave'; readonly as: Behaviour; readonly forMs: number })
  | (AtIssuer & { readonly do: 'slow'; readonly latencyMs: number; readonly forMs: number })
  | (AtIssuer & { readonly do: 'cache'; readonly header: number })
  | (AtIssuer & { readonly do: 'metadata'; readonly as: MetadataTrick; readonly forMs: number })
  | (AtIssuer & { readonly do: 'flood'; readonly forMs: number; readonly everyMs: number })
  | (AtIssuer & { readonly do: 'probe'; readonly forMs: number; readonly everyMs: number })
  | { readonly atMs: number; readonly do: 'jump'; readonly ms: number }
  | {
      readonly atMs: number;
      readonly do: 'freeze';
      readonly ms: number;
      readonly network: 'kept' | 'cut' | 'silent';
      readonly first: 'queries' | 'timers';
    }
  | { readonly atMs: number; readonly do: 'lose' | 'restart' }
  | { readonly atMs: number; readonly do: 'quiet'; readonly forMs: number };

/** `server`: work outlives answers. `worker`: it does where `waitUntil` was given, and requests end. `lambda`: it freezes. */
export type Runtime = 'server' | 'worker' | 'lambda';

export interface Schedule {
  readonly seed: number;
  readonly runtime: Runtime;
  readonly location: 'jwksUri' | 'discovery';
  readonly lengthMs: number;
  /** Between bursts of ordinary traffic, on average. */
  readonly gapMs: number;
  readonly steps: readonly Step[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** The schedule of a seed: three to four days, with fifty to a hundred and fifty things that happen. */
export function createSchedule(seed: number): Schedule {
  const random = createRandom(seed);
  const lengthMs = random.between(3 * DAY, 4 * DAY);
  const runtime = random.pick(['server', 'worker', 'lambda'] as const);
  const steps: Step[] = [];
  for (let count = random.between(30, 70); count > 0; count -= 1) {
    steps.push(...createEpisode(random, random.between(0, lengthMs - MINUTE), runtime));
  }
  return {
    seed,
    runtime,
    location: random.chance(0.35) ? 'discovery' : 'jwksUri',
    lengthMs,
    gapMs: random.pick([5 * MINUTE, 8 * MINUTE, 15 * MINUTE]),
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
  };
}

function createEpisode(random: Random, atMs: number, runtime: Runtime): readonly Step[] {
  const issuer = random.pick([0, 1] as const);
  const span = (): number => random.pick([2 * SECOND, 20 * SECOND, 5 * MINUTE, HOUR, random.between(1, 40) * HOUR]);
  const probe = (atIt: number): Step => ({ atMs: atIt, do: 'probe', issuer, forMs: 13 * SECOND, everyMs: 700 });
  const publish = (): Step => ({ atMs, do: 'publish', issuer, change: random.pick(CHANGES) });
  switch (random.between(0, 13)) {
    case 0:
    case 1:
      return [publish(), probe(atMs + random.between(0, 3 * SECOND))];
    case 2:
      return [publish()];
    case 3: {
      const dirt = DIRT.filter(() => random.chance(0.3));
      return [{ atMs, do: 'soil', issuer, dirt }];
    }
    case 4:
    case 5:
      return [{ atMs, do: 'behave', issuer, as: random.pick(BEHAVIOURS), forMs: span() }];
    case 6:
      return [{ atMs, do: 'slow', issuer, latencyMs: random.between(100, 2_900), forMs: span() }];
    case 7:
      return [{ atMs, do: 'cache', issuer, header: random.between(0, 11) }];
    case 8:
      return [{ atMs, do: 'metadata', issuer, as: random.pick(TRICKS), forMs: span() }];
    case 9:
      return createFlood(random, atMs, issuer, runtime);
    case 10:
      return createOvertaking(random, atMs, issuer);
    case 11:
      return [{ atMs, do: 'jump', ms: toJump(random) }];
    case 12:
      return random.chance(0.3)
        ? [{ atMs, do: 'restart' }]
        : [{ atMs, do: 'quiet', forMs: random.pick([20 * MINUTE, 3 * HOUR, 26 * HOUR]) }];
    default:
      return createDisturbance(random, atMs, runtime);
  }
}

function toJump(random: Random): number {
  const size = random.pick([
    random.between(1, 8) * SECOND,
    random.between(1, 90) * MINUTE,
    random.between(1, 30) * HOUR,
  ]);
  return random.chance(0.5) ? size : -size;
}

/** Bogus kids many times a second; a genuinely new key, a lost request or a failing issuer in the midst of them. */
function createFlood(random: Random, atMs: number, issuer: IssuerIndex, runtime: Runtime): readonly Step[] {
  const flood: Step = { atMs, do: 'flood', issuer, forMs: random.between(10, 60) * SECOND, everyMs: 400 };
  const midstMs = atMs + random.between(3, 20) * SECOND;
  const midst = random.between(0, 2);
  if (midst === 0) return [flood, { atMs: midstMs, do: 'behave', issuer, as: random.pick(BEHAVIOURS), forMs: 20_000 }];
  if (midst === 1) return [flood, ...createDisturbance(random, midstMs, runtime)];
  return [
    flood,
    { atMs: midstMs, do: 'publish', issuer, change: 'overlap' },
    { atMs: midstMs, do: 'probe', issuer, forMs: 12_000, everyMs: 600 },
  ];
}

/** A slow answer under way when the clock jumps, the keys change and the issuer gets quick: it comes after a newer one. */
function createOvertaking(random: Random, atMs: number, issuer: IssuerIndex): readonly Step[] {
  return [
    { atMs, do: 'slow', issuer, latencyMs: 2_600, forMs: 800 },
    { atMs: atMs + 100, do: 'flood', issuer, forMs: 2_000, everyMs: 150 },
    { atMs: atMs + 500, do: 'publish', issuer, change: random.pick(['hard', 'remove']) },
    { atMs: atMs + 900, do: 'jump', ms: random.pick([4_000, 7_000, -8_000, HOUR, -HOUR]) },
  ];
}

/** What each runtime does to the work of a request. */
function createDisturbance(random: Random, atMs: number, runtime: Runtime): readonly Step[] {
  const issuer = random.pick([0, 1] as const);
  const slow: Step = { atMs: atMs - 1_000, do: 'slow', issuer, latencyMs: random.between(500, 2_800), forMs: 3_000 };
  const flood: Step = { atMs: atMs - 300, do: 'flood', issuer, forMs: 5_000, everyMs: 90 };
  if (runtime === 'worker') return [slow, flood, { atMs, do: 'lose' }];
  const ms = random.pick([random.between(1, 10) * SECOND, random.between(1, 50) * MINUTE, 26 * HOUR]);
  const network = random.pick(['kept', 'cut', 'silent'] as const);
  return [slow, flood, { atMs, do: 'freeze', ms, network, first: random.pick(['queries', 'timers'] as const) }];
}
