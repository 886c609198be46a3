/**
 * What one refresh asks for: the key set, and before or beside it the metadata that names it.
 *
 * Metadata that is due is asked for beside the keys, not before them: a forced refresh then takes one deadline, and a new
 * key is honoured in time. Only where the answer names another `jwks_uri` are the keys asked for again, there.
 * Does not: keep anything; what a refresh brings is adopted, or not, by `refresher.ts`.
 */

import type { CompiledIssuer, KeyLocation } from '../document/compiled.ts';
import { type IssuerMetadata, isKeyUrl, type resolveMetadata } from '../issuers/discovery.ts';
import type { FetchPort, Ports } from '../ports.ts';
import type { FaultReason } from './back-off.ts';
import { MIN_FRESH_MS, STALE_BOUND_MS, toElapsedMs } from './bounds.ts';
import type { TellKeyEvent } from './events.ts';
import { fetchJson, type JsonAnswer } from './fetch-json.ts';
import { type KeySet, parseKeySet } from './key-set.ts';

/** A key location that is fetched from. */
export type RemoteLocation = Extract<KeyLocation, { readonly kind: 'discovery' | 'jwksUri' }>;

/** Finds an issuer's metadata. */
export type Discover = typeof resolveMetadata;

/** Metadata as a key source remembers it. */
export interface KnownMetadata {
  readonly metadata: IssuerMetadata;
  /** When it was last asked for, in vain or not, epoch milliseconds. */
  readonly askedAtMs: number;
  /** How long after that it is due again. */
  readonly waitMs: number;
}

/** A key set and its dates. */
export interface DatedSet {
  readonly set: KeySet;
  readonly fetchedAtMs: number;
  readonly freshForMs: number;
}

/** A key set with its dates, or which step failed; and the metadata to remember from now on. */
export type Loaded = { readonly metadata: KnownMetadata | null } & (
  | ({ readonly kind: 'set' } & DatedSet)
  | { readonly kind: 'failed'; readonly reason: FaultReason }
);

/** What a refresh works with. */
export interface Loader {
  readonly issuer: CompiledIssuer;
  readonly location: RemoteLocation;
  readonly ports: Ports;
  readonly tell: TellKeyEvent;
  readonly discover: Discover;
  /** Called before each request. */
  readonly onRequest: () => void;
  /** Told of metadata as it arrives: whoever takes over from a leader that dies afterwards need not ask for it again. */
  readonly onMetadata: (known: KnownMetadata) => void;
}

const METADATA_TYPE = 'application/json';
const KEY_SET_TYPE = 'application/jwk-set+json, application/json';

/** Runs one refresh. Every request has its own deadline; at most three follow one another. */
export async function loadKeys(loader: Loader, known: KnownMetadata | null): Promise<Loaded> {
  const { location, ports } = loader;
  if (location.kind === 'jwksUri') return toLoaded(await loadSet(loader, location.uri), null);

  const nowMs = ports.clock();
  if (known === null || toElapsedMs(known.metadata.startedAtMs, nowMs) >= STALE_BOUND_MS) {
    const metadata = await loadMetadata(loader, null);
    if (metadata === null) return { kind: 'failed', reason: 'discovery_unavailable', metadata: null };
    loader.onMetadata(toKnown(metadata));
    return toLoaded(await loadSet(loader, metadata.jwksUri), toKnown(metadata));
  }
  const { jwksUri } = known.metadata;
  if (toElapsedMs(known.askedAtMs, nowMs) < known.waitMs) return toLoaded(await loadSet(loader, jwksUri), known);

  const [metadata, set] = await Promise.all([loadMetadata(loader, known.metadata.url), loadSet(loader, jwksUri)]);
  // The set in hand is as good as the metadata of old; only the next question for metadata is put off a little.
  if (metadata === null) return toLoaded(set, { ...known, askedAtMs: nowMs, waitMs: MIN_FRESH_MS });
  const isMoved = metadata.jwksUri !== jwksUri;
  return toLoaded(isMoved ? await loadSet(loader, metadata.jwksUri) : set, toKnown(metadata));
}

function toKnown(metadata: IssuerMetadata): KnownMetadata {
  return { metadata, askedAtMs: metadata.startedAtMs, waitMs: metadata.freshForMs };
}

function toLoaded(set: DatedSet | null, known: KnownMetadata | null): Loaded {
  if (set !== null) return { kind: 'set', ...set, metadata: known };
  // Keys that fail may have moved: metadata is due at once.
  return { kind: 'failed', reason: 'keys_unavailable', metadata: known && { ...known, waitMs: 0 } };
}

function loadMetadata(loader: Loader, preferredUrl: string | null): Promise<IssuerMetadata | null> {
  const { iss } = loader.issuer;
  const get = (url: string): Promise<JsonAnswer<string>> => getJson(loader, url, METADATA_TYPE);
  return loader.discover(iss, preferredUrl, get, (why) => loader.tell('failed', why));
}

async function loadSet(loader: Loader, url: string): Promise<DatedSet | null> {
  const answer = await getJson(loader, url, KEY_SET_TYPE);
  if (answer.kind === 'failed') return null;
  const parsed = parseKeySet(answer.value, loader.issuer);
  for (const why of parsed.refusals) loader.tell('refused_key', why);
  if (parsed.kind === 'unusable') {
    loader.tell('failed', parsed.why);
    return null;
  }
  return { set: parsed.set, fetchedAtMs: answer.startedAtMs, freshForMs: answer.freshForMs };
}

/** One request, told of; never sent where no binding serves it or its URL is not one that keys may come from. */
async function getJson(loader: Loader, url: string, accept: string): Promise<JsonAnswer<string>> {
  const { ports, tell, location, issuer } = loader;
  const refuse = (why: string): JsonAnswer<string> => {
    tell('failed', why);
    return { kind: 'failed', why };
  };
  const fetch = toFetch(ports, location.binding);
  if (fetch === null) return refuse('binding_missing');
  if (!isKeyUrl(url, location.kind === 'jwksUri' ? location.uri : issuer.iss)) return refuse('url_refused');

  loader.onRequest();
  const answer = await fetchJson({ url, accept, fetch }, ports);
  if (answer.kind === 'failed') return refuse(answer.why);
  tell('fetched');
  return answer;
}

function toFetch(ports: Ports, binding: string | null): FetchPort | null {
  return binding === null ? ports.fetch : (ports.bindingFetch?.(binding) ?? null);
}
