/**
 * What changed in the settings beside routes and issuers: they too change what is let in, passed on or answered.
 */
import { isSameSetting, listSettings, type Setting, type SettledPolicy, toIdentity } from './settings.ts';

/**
 * `changed`: neither known to be wider nor known to be stricter, so counted as wider. `other`: it changes what is answered
 * or written down, and lets nothing in.
 */
export type SettingVerdict = 'wider' | 'stricter' | 'changed' | 'other';

/** One setting that differs. */
export interface SettingChange {
  /** Such as `worker.lookAlikes`. */
  readonly setting: string;
  readonly change: SettingVerdict;
  readonly widens: boolean;
  /** As written, or the default. */
  readonly before: unknown;
  readonly after: unknown;
}

type Compare = (was: unknown, is: unknown) => SettingVerdict;

/** Wider where it turns into this value. */
const widerAt =
  (open: unknown): Compare =>
  (_was, is) =>
    is === open ? 'wider' : 'stricter';

/** Wider where it moves on along these values. */
const widerAlong =
  (values: readonly unknown[]): Compare =>
  (was, is) =>
    values.indexOf(is) > values.indexOf(was) ? 'wider' : 'stricter';

const widerWhenMore: Compare = (was, is) => (Number(is) > Number(was) ? 'wider' : 'stricter');

/** Each member opens something: one more is wider, whatever else went. */
const widerWithMembers: Compare = (was, is) => {
  const [before, after] = [toMembers(was), toMembers(is)];
  if (after.some((member) => !before.includes(member))) return 'wider';
  return before.some((member) => !after.includes(member)) ? 'stricter' : 'other';
};

/** Each member closes something. */
const widerWithout: Compare = (was, is) => widerWithMembers(is, was);

const notAboutAccess: Compare = () => 'other';

// What is not here is `changed`: a setting that nobody has judged is not waved through.
const COMPARE: ReadonlyMap<string, Compare> = new Map([
  ['cors.origins', widerWithMembers],
  ['cors.allowHeaders', widerWithMembers],
  ['cors.exposeHeaders', widerWithMembers],
  ['cors.credentials', widerAt(true)],
  ['cors.maxAgeSeconds', notAboutAccess],
  ['worker.lookAlikes', widerAlong(['refuse', 'allowSlash', 'ignore'])],
  // The credential itself goes on to the origin.
  ['worker.forwardToken', widerAt(true)],
  ['worker.stripAuthorization', widerAt(false)],
  ['worker.originTimeoutSeconds', notAboutAccess],
  // One answer serves more requests: those that differ in what is no source any more, and those of a longer time.
  ['apiGateway.identitySources', widerWithout],
  ['apiGateway.resultTtlSeconds', widerWhenMore],
  ['apiGateway.unknownPaths', widerAt('never')],
  ['apiGateway.encodedPaths', widerAt('canonical')],
  ['apiGateway.expiryCondition', widerAt('none')],
  // Silence about a path that no route has is no denial where a resource policy of the API allows it.
  ['apiGateway.denyShape', widerAt('resource')],
  // Whatever the bound, a document grants no more than the routes, which are compared; below it, less.
  ['apiGateway.maxDocumentBytes', (was, is) => (Number(is) < Number(was) ? 'stricter' : 'other')],
  ['log.decisions', notAboutAccess],
  ['log.subject', notAboutAccess],
  ['resource', notAboutAccess],
]);

const ORDER: readonly SettingVerdict[] = ['wider', 'changed', 'stricter', 'other'];

/** Every setting that differs, the gravest first. */
export function listSettingChanges(before: SettledPolicy, after: SettledPolicy): readonly SettingChange[] {
  const [was, is] = [listSettings(before), listSettings(after)];
  return [...new Set([...is.keys(), ...was.keys()])]
    .flatMap((setting): readonly SettingChange[] => {
      const [one, other] = [was.get(setting) ?? ABSENT, is.get(setting) ?? ABSENT];
      if (isSameSetting(one, other)) return [];
      // Sources that come or go are told by their issuers.
      if (setting === 'order of tokenFrom' && toSorted(one.value) !== toSorted(other.value)) return [];
      const change = COMPARE.get(setting)?.(one.value, other.value) ?? 'changed';
      const widens = change === 'wider' || change === 'changed';
      return [{ setting, change, widens, before: one.shown, after: other.shown }];
    })
    .sort((a, b) => ORDER.indexOf(a.change) - ORDER.indexOf(b.change));
}

const ABSENT: Setting = { value: null, shown: null };

function toMembers(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(toIdentity) : [];
}

function toSorted(value: unknown): string {
  return [...toMembers(value)].sort().join();
}
