/**
 * Asks one issuer for what a gate would ask it for, and keeps every step: discovery, keys, clock.
 */
import { type CompiledIssuer, createWebPorts, type KeyEvent, type Ports, pullKeys } from '@sallyport/core';
import { type InspectedKey, inspectKeys } from './inspect-keys.ts';
import { observeFetch, type SeenRequest } from './observed-fetch.ts';

/** One request as reports name it. */
export interface ReportedRequest extends Pick<SeenRequest, 'asksFor' | 'url' | 'status' | 'contentType' | 'cause'> {
  /** Why the core did not use what came; null where it did. */
  readonly why: string | null;
  /** The `issuer` that metadata names; null for keys, and where it names none. */
  readonly named: string | null;
}

/** What asking an issuer brought. */
export interface OnlineIssuer {
  /** The name in the policy. */
  readonly issuer: string;
  readonly iss: string;
  /**
   * `unusable`: it answers, and a gate could not use the answer. `unreachable`: no answer, or a server's error.
   * `not_asked`: its address needs a variable that is not set here.
   */
  readonly outcome: 'reached' | 'unusable' | 'unreachable' | 'in_policy' | 'behind_binding' | 'not_asked';
  readonly requests: readonly ReportedRequest[];
  readonly keys: readonly InspectedKey[];
  /** Seconds by which this machine's clock is ahead of the issuer's; null where it tells no time. */
  readonly skewSeconds: number | null;
}

/** The most characters of a foreign text that are shown. */
const MAX_SHOWN = 200;

/**
 * Asks an issuer; never rejects. At most three requests of 3 s each, without redirects, 256 KiB an answer.
 *
 * @param withinMs - The most milliseconds for all of them.
 */
export async function askIssuer(
  issuer: CompiledIssuer,
  withinMs: number = Number.POSITIVE_INFINITY,
): Promise<OnlineIssuer> {
  const { name, iss, keys } = issuer;
  const unasked = { issuer: name, iss, requests: [], keys: [], skewSeconds: null };
  if ('binding' in keys && keys.binding !== null) return { ...unasked, outcome: 'behind_binding' };
  const web = createWebPorts();
  const endsAtMs = web.clock() + withinMs;
  // The core sleeps to its deadlines, and for nothing else here.
  const sleep: Ports['sleep'] = (timeoutMs, signal) =>
    web.sleep(Math.max(0, Math.min(timeoutMs, endsAtMs - web.clock())), signal);
  const observed = observeFetch(web.fetch, web.clock);
  const why = new Map<SeenRequest, string>();
  const onKeyEvent = (event: KeyEvent): void => {
    // Requests follow one another here, so that what is told belongs to the latest.
    const latest = observed.seen.at(-1);
    if (event.kind === 'failed' && event.why !== undefined && latest !== undefined) why.set(latest, event.why);
  };
  const pulled = await pullKeys(issuer, createWebPorts({ fetch: observed.fetch, sleep, onKeyEvent }));
  if (pulled.kind === 'inline') return { ...unasked, outcome: 'in_policy' };
  const requests = observed.seen.map((request) => toReported(request, why.get(request) ?? null));
  const keySet = observed.seen.findLast(({ asksFor }) => asksFor === 'keys');
  const skews = observed.seen.flatMap(({ skewSeconds }) => skewSeconds ?? []);
  return {
    ...{ issuer: name, iss, requests },
    outcome: pulled.kind === 'pulled' ? 'reached' : requests.some(isNoAnswer) ? 'unreachable' : 'unusable',
    keys: keySet === undefined ? [] : await inspectKeys(keySet.body, issuer),
    skewSeconds: skews.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? null,
  };
}

/** Whether nothing came that says anything of the issuer: no connection, no end, or a server in trouble. */
export function isNoAnswer({ why, status }: ReportedRequest): boolean {
  if (why === 'network' || why === 'deadline') return true;
  return why === 'http_status' && status !== null && (status >= 500 || status === 429 || status === 408);
}

function toReported(request: SeenRequest, why: string | null): ReportedRequest {
  const { asksFor, url, status, contentType, cause, body } = request;
  const named = asksFor === 'metadata' ? readIssuer(body) : null;
  return { asksFor, url, status, contentType: contentType?.slice(0, MAX_SHOWN) ?? null, cause, why, named };
}

function readIssuer(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    const issuer = typeof value === 'object' && value !== null && 'issuer' in value ? value.issuer : null;
    return typeof issuer === 'string' ? issuer.slice(0, MAX_SHOWN) : null;
  } catch {
    return null;
  }
}
