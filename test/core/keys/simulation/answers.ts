/**
 * How a simulated issuer answers one request: what comes, when, and whether it is worth anything.
 */
import { materialOf } from './key-pool.ts';
import type { Behaviour } from './schedule.ts';
import type { World } from './world.ts';

/** A `Cache-Control` (and `Age`) with the freshness that it must give, in milliseconds. */
export const CACHE_HEADERS: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
  [{}, 600_000],
  [{ 'cache-control': 'max-age=300' }, 300_000],
  [{ 'cache-control': 'max-age=0' }, 60_000],
  [{ 'cache-control': 'no-store' }, 60_000],
  [{ 'cache-control': 'max-age=86400' }, 3_600_000],
  [{ 'cache-control': 'public, max-age=3600, must-revalidate' }, 3_600_000],
  [{ 'cache-control': 'no-cache, max-age=1800' }, 60_000],
  [{ 'cache-control': 'max-age=soon' }, 60_000],
  [{ 'cache-control': 'MAX-AGE="120"' }, 120_000],
  [{ 'cache-control': 's-maxage=30' }, 600_000],
  [{ 'cache-control': 'max-age=99999999999999999999' }, 3_600_000],
  [{ 'cache-control': 'max-age=600', age: '540' }, 60_000],
];

/** One answer, told piece by piece. `pieces` are the body's, each so long after the request; `end` ends or breaks it. */
export interface Plan {
  /** Milliseconds after the request; null for a request that is never answered. */
  readonly headMs: number | null;
  /** Null where the connection fails instead. */
  readonly head: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null;
  readonly pieces: readonly (readonly [number, string])[];
  readonly end: 'whole' | 'broken' | 'never';
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** An answer that comes whole. */
export function toWhole(status: number, body: string, headMs: number, headers: Record<string, string> = {}): Plan {
  return { headMs, head: { status, headers: { ...JSON_TYPE, ...headers } }, pieces: [[headMs, body]], end: 'whole' };
}

/** An answer of one of the kinds that are worth nothing. `body` is what a good one would have said. */
export function toBadPlan(kind: Behaviour, body: string, headMs: number): Plan {
  const half = body.slice(0, body.length / 2);
  const head = { status: 200, headers: JSON_TYPE };
  const slices = Array.from({ length: 10 }, (_, at): readonly [number, string] => [
    headMs + at * 700,
    body.slice((body.length / 10) * at, (body.length / 10) * (at + 1)),
  ]);
  switch (kind) {
    case 'refuse':
      return { headMs, head: null, pieces: [], end: 'never' };
    case 'hang':
      return { headMs: null, head: null, pieces: [], end: 'never' };
    case '500':
    case '404':
      return toWhole(Number(kind), body, headMs);
    case '503':
    case '429':
      return toWhole(Number(kind), '{"error":"busy"}', headMs, { 'retry-after': '120' });
    case 'html':
      return toWhole(200, '<!doctype html><title>Sign in</title>', headMs, { 'content-type': 'text/html' });
    case 'redirect':
      return toWhole(302, '', headMs, { location: 'https://elsewhere.test/jwks' });
    case 'drip':
      return { headMs, head, pieces: slices, end: 'whole' };
    case 'hang_body':
      return { headMs, head, pieces: [[headMs, half]], end: 'never' };
    case 'cut':
      return { headMs, head, pieces: [[headMs, half]], end: 'broken' };
    case 'huge':
      return toWhole(200, `${body.slice(0, -1)},"pad":"${'x'.repeat(262_144)}"}`, headMs);
    case 'many':
      return toWhole(200, toKeys(101, {}), headMs);
    case 'empty':
      return toWhole(200, '{"keys":[]}', headMs);
    case 'private_only':
      return toWhole(200, toKeys(2, { d: 'AAAA' }), headMs);
    case 'no_object':
      return toWhole(200, '[]', headMs);
  }
}

function toKeys(count: number, members: Record<string, string>): string {
  const keys = Array.from({ length: count }, (_, at) => ({ ...materialOf(0).jwk, kid: `flock-${at}`, ...members }));
  return JSON.stringify({ keys });
}

/** A request on its way. */
export interface Call {
  /** Ends it as a frozen environment finds it: broken, or silent for ever. */
  readonly kill: (how: 'cut' | 'silent') => void;
}

/** What becomes of a call, told once: everything came, the connection broke, or whoever asked gave up. */
export type Told = (what: 'whole' | 'broken' | 'aborted') => void;

/** Plays a plan to whoever asked, as the environment notices it. An aborted call says nothing any more. */
export function play(
  plan: Plan,
  world: World,
  { signal, abort }: { readonly signal: AbortSignal; readonly abort: 'rejects' | 'ignored' },
  told: Told,
): { readonly call: Call; readonly response: Promise<Response> } {
  const startMs = world.now();
  const owner = world.owner();
  const cancels: (() => void)[] = [];
  let isOver = false;
  let breakUp: () => void = () => undefined;
  const stop = (): void => {
    isOver = true;
    for (const cancel of cancels) cancel();
  };
  const notice = (afterMs: number, work: () => void): void => {
    cancels.push(world.notice(startMs + afterMs, 'network', () => isOver || work()));
  };
  const close: Told = (what) => {
    stop();
    told(what);
  };

  const toBody = (): ReadableStream<Uint8Array> =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        breakUp = () => controller.error(new TypeError('terminated'));
        const encoder = new TextEncoder();
        plan.pieces.forEach(([atMs, text], index) => {
          const isLast = index === plan.pieces.length - 1;
          const give = (): void => {
            if (text !== '') controller.enqueue(encoder.encode(text));
            if (isLast && plan.end === 'whole') {
              controller.close();
              close('whole');
            }
          };
          if (startMs + atMs <= world.now()) give();
          else notice(atMs, give);
        });
        if (plan.end === 'broken') {
          notice((plan.headMs ?? 0) + 300, () => {
            breakUp();
            close('broken');
          });
        }
      },
    });

  const response = new Promise<Response>((resolve, reject) => {
    breakUp = () => reject(new TypeError('fetch failed'));
    signal.addEventListener('abort', () => {
      if (isOver) return;
      close('aborted');
      if (abort === 'rejects') breakUp();
    });
    const { head } = plan;
    if (plan.headMs === null) return;
    notice(plan.headMs, () => {
      if (head === null) {
        breakUp();
        close('broken');
        return;
      }
      // Statuses such as 304 must not have a body; none of them is sent here.
      resolve(new Response(toBody(), head));
    });
  });

  return {
    response,
    call: {
      kill: (how) => {
        if (isOver) return;
        stop();
        if (how === 'cut') world.runAs(owner, () => world.notice(world.now(), 'network', () => breakUp()));
      },
    },
  };
}
