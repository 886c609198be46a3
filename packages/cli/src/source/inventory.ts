/**
 * Lists what a reviewer looks for in a policy before anything else: open routes, unsafe settings, variables.
 *
 * Reads the value as it is written, so that the lists are there even while findings keep the policy from compiling.
 */
import type { UnsafeSetting } from '@sallyport/core';
import { toPointerStep } from './tree.ts';

/** One `${NAME}` of a policy. */
export interface PolicyVariable {
  readonly name: string;
  /** `assumed`: not set here, and judged as if it held something plausible. */
  readonly state: 'set' | 'assumed';
}

/** An unsafe setting as it is written. */
export interface ListedUnsafe extends UnsafeSetting {
  /** The last day on which it counts, for one that has such a day. */
  readonly until?: string;
}

/** The lists, each in document order. */
export interface Inventory {
  readonly unsafe: readonly ListedUnsafe[];
  /** Route keys. */
  readonly public: readonly string[];
  /** Route keys. */
  readonly optional: readonly string[];
  readonly variables: readonly PolicyVariable[];
}

const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** The objects whose members are keys of the grammar; `*` is any name or number. */
const SETTING_PLACES: readonly (readonly string[])[] = [
  ...[[], ['cors'], ['worker'], ['worker', 'assertion'], ['apiGateway'], ['log']],
  ...[
    ['routes', '*'],
    ['issuers', '*'],
    ['issuers', '*', 'tokenFrom', '*'],
    ['issuers', '*', 'hmac'],
  ],
];

/** Takes the inventory of a parsed document; of a value that is no policy it is empty. */
export function takeInventory(value: unknown, env: Readonly<Record<string, string | undefined>>): Inventory {
  const unsafe: ListedUnsafe[] = [];
  const variables = new Map<string, PolicyVariable>();
  const visit = (member: unknown, path: readonly string[]): void => {
    if (typeof member === 'string') {
      const name = VARIABLE.exec(member)?.[1];
      if (name !== undefined) variables.set(name, { name, state: env[name] ? 'set' : 'assumed' });
    }
    for (const [name, inner] of listMembers(member)) {
      const pointer = [...path, name].map(toPointerStep).join('');
      if (name.startsWith('unsafe') && holdsSettings(path))
        unsafe.push({ pointer, setting: name, why: toWhy(inner), ...toUntil(inner) });
      visit(inner, [...path, name]);
    }
  };
  const { tests: _tests, ...deciding } = Object.fromEntries(listMembers(value));
  visit(deciding, []);
  const routes = listMembers(deciding.routes);
  const listRoutes = (access: string) => routes.filter(([, given]) => given === access).map(([key]) => key);
  return { unsafe, public: listRoutes('public'), optional: listRoutes('optional'), variables: [...variables.values()] };
}

/** Elsewhere a name is the author's own: a claim, a scope's list or a header may begin with `unsafe` too. */
function holdsSettings(path: readonly string[]): boolean {
  return SETTING_PLACES.some(
    (place) => place.length === path.length && place.every((step, index) => step === '*' || step === path[index]),
  );
}

function listMembers(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function toWhy(setting: unknown): string {
  if (typeof setting === 'string') return setting;
  const members = listMembers(setting);
  const why = new Map(members).get('why');
  if (typeof why === 'string') return why;
  // `unsafePath` has a reason for each form.
  return members.flatMap(([name, text]) => (typeof text === 'string' ? `${name}: ${text}` : [])).join('; ');
}

function toUntil(setting: unknown): Pick<ListedUnsafe, 'until'> {
  const until = typeof setting === 'object' ? new Map(listMembers(setting)).get('until') : undefined;
  return typeof until === 'string' ? { until } : {};
}
