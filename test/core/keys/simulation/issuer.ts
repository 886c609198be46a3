/**
 * A simulated identity provider: what it publishes, how it answers now, and a record of every request that reached it.
 */
import type { FetchPort } from '@sallyport/core';
import { CACHE_HEADERS, type Call, type Plan, play, toBadPlan, toWhole } from './answers.ts';
import { createKeyBook, type KeyBook, type Offer } from './key-book.ts';
import type { Random } from './random.ts';
import type { Behaviour, IssuerIndex, MetadataTrick } from './schedule.ts';
import type { Owner, World } from './world.ts';

/** One request as the issuer's side saw it. */
export interface FetchRecord {
  readonly kind: 'keys' | 'metadata';
  readonly startMs: number;
  readonly startWallMs: number;
  readonly owner: Owner | undefined;
  /** What a whole answer says; null for metadata and for what is worth nothing. */
  readonly offer: Offer | null;
  readonly freshForMs: number;
  /** When the last of it arrived, the connection broke, or whoever asked gave up; null while nothing of it happened. */
  endMs: number | null;
  end: 'whole' | 'broken' | 'aborted' | null;
  /** Whether the clock jumped, the environment froze or its request was lost meanwhile. */
  isDisturbed: boolean;
}

export interface SimulatedIssuer {
  readonly iss: string;
  readonly jwksUri: string;
  readonly book: KeyBook;
  readonly fetch: FetchPort;
  readonly records: () => readonly FetchRecord[];
  readonly behave: (as: Behaviour, forMs: number) => void;
  readonly slow: (latencyMs: number, forMs: number) => void;
  readonly cache: (header: number) => void;
  readonly trick: (as: MetadataTrick, forMs: number) => void;
  /** Since when it has answered everything well and within 450 ms; in the future while it does not. */
  readonly promptSinceMs: () => number;
  /** Milliseconds for which it was announced to fail so far, and how many times that was. */
  readonly trouble: () => { readonly forMs: number; readonly phases: number };
  /** Breaks or silences what is under way. */
  readonly kill: (how: 'cut' | 'silent') => void;
  /** Forgets its records: a new environment asks from now on. */
  readonly forget: () => void;
}

const PROMPT_MS = 450;
interface Phase<T> {
  readonly value: T;
  readonly untilMs: number;
}

/** Opens the provider of that number; both use the same names for their keys. */
export function createIssuer(issuer: IssuerIndex, world: World, random: Random): SimulatedIssuer {
  const iss = `https://issuer-${issuer}.test/tenant`;
  const book = createKeyBook(issuer, random);
  let records: FetchRecord[] = [];
  let troubledMs = 0;
  let phases = 0;
  const calls = new Set<Call>();
  let behaviour: Phase<Behaviour> | null = null;
  let latency: Phase<number> | null = null;
  let trick: Phase<MetadataTrick> | null = null;
  let cacheHeader = 0;
  let promptSinceMs = Number.NEGATIVE_INFINITY;
  let place = 0;
  let firstPlace = 0;

  const during = <T>(phase: Phase<T> | null): T | null =>
    phase !== null && world.now() < phase.untilMs ? phase.value : null;
  const trouble = (forMs: number): void => {
    promptSinceMs = Math.max(promptSinceMs, world.now() + forMs);
    troubledMs += forMs;
    phases += 1;
  };
  const uriOf = (number: number): string => `${iss}/jwks/${number}`;
  const latencyMs = (): number => during(latency) ?? random.between(5, 250);
  const headers = (): Record<string, string> => ({ ...CACHE_HEADERS[cacheHeader]?.[0] });

  const planMetadata = (url: string): Plan => {
    // One provider has OpenID Connect's document, the other RFC 8414's.
    const own = issuer === 0 ? 'openid-configuration' : 'oauth-authorization-server';
    const headMs = latencyMs();
    if (!url.includes(own)) return toWhole(404, '{}', headMs);
    const now = during(trick);
    if (now === 'down' || now === 'hang') return toBadPlan(now === 'down' ? '503' : 'hang', '{}', headMs);
    const jwksUri = now === 'plain_http' ? uriOf(place).replace('https', 'http') : uriOf(place);
    const document = { issuer: now === 'lie' ? 'https://issuer-9.test' : iss, jwks_uri: jwksUri };
    return toWhole(200, JSON.stringify(now === 'no_uri' ? { issuer: iss } : document), headMs, headers());
  };

  const planKeys = (url: string): { readonly plan: Plan; readonly offer: Offer | null } => {
    const body = JSON.stringify({ keys: book.members() });
    const headMs = latencyMs();
    const bad = during(behaviour);
    if (bad !== null) return { plan: toBadPlan(bad, body, headMs), offer: null };
    const number = Number(url.slice(`${iss}/jwks/`.length));
    if (number < firstPlace) return { plan: toBadPlan('404', body, headMs), offer: null };
    const plan = toWhole(200, body, headMs, headers());
    // Now and then the body comes in two pieces, the first long before the second.
    const pieces: Plan['pieces'] = [
      [headMs / 2, body.slice(0, 40)],
      [headMs, body.slice(40)],
    ];
    return { plan: random.chance(0.2) ? { ...plan, headMs: headMs / 2, pieces } : plan, offer: book.offer() };
  };

  const fetch: FetchPort = (url, { signal }) => {
    const isMetadata = url.includes('/.well-known/');
    const { plan, offer } = isMetadata ? { plan: planMetadata(url), offer: null } : planKeys(url);
    const record: FetchRecord = {
      kind: isMetadata ? 'metadata' : 'keys',
      startMs: world.now(),
      startWallMs: world.wall(),
      owner: world.owner(),
      offer,
      freshForMs: CACHE_HEADERS[cacheHeader]?.[1] ?? 0,
      endMs: null,
      end: null,
      // What a request that has ended asks for never comes.
      isDisturbed: world.owner()?.ended === true,
    };
    records.push(record);
    const abort = random.chance(0.8) ? 'rejects' : 'ignored';
    const { call, response } = play(plan, world, { signal, abort }, (end) => {
      calls.delete(call);
      record.endMs = world.now();
      record.end = end;
    });
    calls.add(call);
    return response;
  };

  return {
    iss,
    jwksUri: uriOf(0),
    book,
    fetch,
    records: () => records,
    behave: (as, forMs) => {
      behaviour = { value: as, untilMs: world.now() + forMs };
      trouble(forMs);
    },
    slow: (ms, forMs) => {
      latency = { value: ms, untilMs: world.now() + forMs };
      if (ms > PROMPT_MS) trouble(forMs);
    },
    cache: (header) => {
      cacheHeader = header;
    },
    trick: (as, forMs) => {
      const isMove = as === 'alias' || as === 'gone';
      if (isMove) place += 1;
      if (as === 'gone') firstPlace = place;
      if (isMove) {
        phases += 1;
        return;
      }
      trick = { value: as, untilMs: world.now() + forMs };
      trouble(forMs);
    },
    promptSinceMs: () => promptSinceMs,
    trouble: () => ({ forMs: troubledMs, phases }),
    kill: (how) => {
      for (const call of calls) call.kill(how);
      calls.clear();
    },
    forget: () => {
      records = [];
    },
  };
}
