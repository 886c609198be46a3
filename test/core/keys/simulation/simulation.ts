/**
 * Runs one schedule: two issuers, an environment, and everything that happens to them, judged after every instant.
 */
import { createKeySource } from '@sallyport/core';
import { type CreateSource, createEnvironment, type Environment } from './environment.ts';
import { createIssuer } from './issuer.ts';
import type { Seen } from './oracle.ts';
import { createRandom } from './random.ts';
import { DAY, type IssuerIndex, type Schedule, type Step } from './schedule.ts';
import { createWorld } from './world.ts';

export interface Outcome {
  /** The first breach, with the simulated time it happened at; null where all held. */
  readonly breach: { readonly what: string; readonly atMs: number } | null;
  readonly seen: Seen;
  readonly questions: number;
  readonly fetches: number;
  /** Days that went by. */
  readonly days: number;
}

const WALL_START_MS = 1_900_000_000_000;
const HOSTILE = ['__proto__', 'constructor', 'toString', '', 'K1', 'k1 ', '../k1', 'k'.repeat(3_000)] as const;

/** Runs a schedule to its end or to the first breach. */
export async function simulate(schedule: Schedule, createSource: CreateSource = createKeySource): Promise<Outcome> {
  const { seed, runtime, location, lengthMs } = schedule;
  // Numbers of their own for each part: what one asks for changes nothing for the others.
  const traffic = createRandom(seed ^ 0x1111_1111);
  const environmentRandom = createRandom(seed ^ 0x2222_2222);
  const network = createRandom(seed ^ 0x3333_3333);
  const world = createWorld(WALL_START_MS, () => network.between(0, 1_500));
  const issuers = [
    createIssuer(0, world, createRandom(seed ^ 0x4444_4444)),
    createIssuer(1, world, createRandom(seed ^ 0x5555_5555)),
  ] as const;
  const seen: Seen = {
    ...{ found: 0, found_stale: 0, not_found: 0, fault: 0, fault_expired: 0 },
    ...{ adopted: 0, overtaken: 0, new_key: 0, waited: 0 },
  };
  let breach: Outcome['breach'] = null;
  let questions = 0;
  let fetches = 0;
  let quietUntilMs = 0;
  let bogus = 0;
  const complain = (what: string): void => {
    breach ??= { what, atMs: world.now() };
  };
  const start = (): Environment =>
    createEnvironment(schedule, issuers, world, environmentRandom, createSource, seen, complain);
  let environment = start();

  const count = (): void => {
    questions += environment.questions();
    for (const issuer of issuers) fetches += issuer.records().length;
  };

  const toBogus = (): string => {
    bogus += 1;
    return traffic.chance(0.1) ? traffic.pick(HOSTILE) : `bogus-${bogus}`;
  };
  const toKid = (issuer: IssuerIndex): string | null => {
    const { book } = issuers[issuer];
    const anyOf = (kids: readonly string[]): string => kids[traffic.between(0, kids.length - 1)] ?? toBogus();
    const kind = traffic.next();
    if (kind < 0.45) return anyOf(book.keys().map((key) => key.kid));
    if (kind < 0.6) return anyOf(environment.heldKids(issuer));
    if (kind < 0.7) return anyOf(book.removedKids());
    if (kind < 0.8) return null;
    return kind < 0.85 ? anyOf([...book.offer().spoiltKids]) : toBogus();
  };
  const burst = (issuer: IssuerIndex, size: number): void => {
    for (let left = size; left > 0; left -= 1) environment.ask(issuer, toKid(issuer));
  };
  const repeat = (forMs: number, everyMs: number, work: () => void): void => {
    const endMs = world.now() + forMs;
    const turn = (): void => {
      work();
      if (world.now() + everyMs <= endMs) world.at(world.now() + everyMs, turn);
    };
    turn();
  };

  const ordinary = (): void => {
    const burstAt = (issuer: IssuerIndex): void => burst(issuer, traffic.between(1, 4));
    if (world.now() >= quietUntilMs) burstAt(traffic.pick([0, 1] as const));
    const gapMs = -Math.log(1 - traffic.next()) * schedule.gapMs;
    if (world.now() + gapMs < lengthMs) world.at(world.now() + Math.round(gapMs), ordinary);
  };

  const freeze = ({ ms, network: net, first }: Extract<Step, { do: 'freeze' }>): void => {
    if (world.isFrozen()) return;
    environment.disturb('freeze', ms);
    world.freeze(ms);
    if (net !== 'kept') for (const issuer of issuers) issuer.kill(net);
    const thawMs = world.now() + ms + (first === 'queries' ? 0 : 1);
    for (const issuer of [0, 1] as const) world.at(thawMs, () => burst(issuer, 3));
  };

  const take = (step: Step): void => {
    switch (step.do) {
      case 'publish':
        issuers[step.issuer].book.change(step.change, world.now());
        return;
      case 'soil':
        issuers[step.issuer].book.soil(step.dirt);
        return;
      case 'behave':
        issuers[step.issuer].behave(step.as, step.forMs);
        return;
      case 'slow':
        issuers[step.issuer].slow(step.latencyMs, step.forMs);
        return;
      case 'cache':
        issuers[step.issuer].cache(step.header);
        return;
      case 'metadata':
        if (location === 'discovery') issuers[step.issuer].trick(step.as, step.forMs);
        return;
      case 'flood':
        repeat(step.forMs, step.everyMs, () => {
          environment.ask(step.issuer, toBogus());
          burst(step.issuer, 1);
        });
        return;
      case 'probe':
        repeat(step.forMs, step.everyMs, () => {
          environment.ask(step.issuer, issuers[step.issuer].book.keys().at(-1)?.kid ?? null);
        });
        return;
      case 'jump':
        environment.disturb('jump');
        world.jump(step.ms);
        return;
      case 'freeze':
        freeze(step);
        return;
      case 'lose':
        if (runtime === 'worker') environment.lose(traffic.pick(['all', 'unkept'] as const));
        return;
      case 'restart':
        environment.end('killed');
        count();
        environment = start();
        environment.disturb('jump');
        return;
      case 'quiet':
        quietUntilMs = world.now() + step.forMs;
    }
  };

  for (const step of schedule.steps) world.at(step.atMs, () => take(step));
  world.at(0, ordinary);
  // The last freeze may outlast the schedule.
  await world.run(
    lengthMs + 2 * DAY,
    () => breach !== null,
    () => environment.inspect(),
  );
  count();
  if (breach === null) environment.end('drained');
  return { breach, seen, questions, fetches, days: lengthMs / DAY };
}
