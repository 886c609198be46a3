/**
 * A policy's settings beside its routes and issuers, each by its name, to be compared with another policy's.
 *
 * Every member of a compiled section is one, so that a setting that is new to the grammar is compared from its first day.
 */
import type { CompiledPolicy, CorsEntry, PolicyDocument } from '@sallyport/core';

/** A policy as written and as compiled. */
export interface SettledPolicy {
  readonly document: PolicyDocument;
  readonly compiled: CompiledPolicy;
}

/** One setting. */
export interface Setting {
  /** With defaults filled in, and variables assumed. */
  readonly value: unknown;
  /** As written; the default where it is not. */
  readonly shown: unknown;
}

const NO_CORS: Required<Omit<CorsEntry, 'credentials'>> & { readonly credentials: boolean } = {
  ...{ origins: [], allowHeaders: [], exposeHeaders: [] },
  ...{ credentials: false, maxAgeSeconds: 600 },
};

/** Told by the path that the gate then answers itself. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(['worker.health']);

/** The settings by name, such as `worker.lookAlikes`. */
export function listSettings({ document, compiled }: SettledPolicy): ReadonlyMap<string, Setting> {
  const { worker, apiGateway, log, resource, sources } = compiled;
  const sections: readonly (readonly [name: string, values: object, written: object | undefined])[] = [
    ['cors', { ...NO_CORS, ...compiled.cors }, document.cors],
    ['worker', worker, document.worker],
    ['apiGateway', apiGateway, document.apiGateway],
    ['log', log, document.log],
  ];
  const settings = new Map<string, Setting>([
    ['resource', toSetting(document.resource, resource?.identifier ?? null)],
    ['order of tokenFrom', toSetting(undefined, sources)],
  ]);
  for (const [section, values, written = {}] of sections) {
    const asWritten = new Map<string, unknown>(Object.entries(written));
    for (const [key, value] of Object.entries(values)) {
      const name = `${section}.${key}`;
      if (!TOLD_ELSEWHERE.has(name)) settings.set(name, toSetting(asWritten.get(key), value));
    }
  }
  return settings;
}

function toSetting(written: unknown, value: unknown): Setting {
  return { value, shown: written ?? value };
}

/** Whether two are one: by what they come to, and by what is written where that holds a variable, which is only assumed. */
export function isSameSetting(one: Setting, other: Setting): boolean {
  const [a, b] = [one, other].map(({ shown }) => toIdentity(shown));
  return a === b || (toIdentity(one.value) === toIdentity(other.value) && !`${a}${b}`.includes('"${'));
}

/** Equal texts for equal values, however the members of their objects are sorted. */
export function toIdentity(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
