/**
 * Which routes of a policy decide the requests of an API's operations.
 *
 * A sample path tells what decides an operation at large; laying each pattern over the other tells which narrower routes
 * take some of its requests. A request that a more concrete operation answers is that operation's.
 */
import type { CompiledPolicy, Method, Route } from '@sallyport/core';
import { toDepth, toFreshWord } from '../../route-matrix/fresh-word.ts';
import { type Base, toBases } from './bases.ts';
import type { Operation } from './operations.ts';
import { compareTemplates, isTaken, listCommonPaths, parseTemplate, type Template, toSamplePaths } from './template.ts';

/** An operation below one base. */
export interface PlacedOperation extends Operation {
  readonly base: Base;
  /** Its template below the base, for people. */
  readonly whole: string;
  readonly template: Template;
}

/** What decides an operation's requests by one method. */
export interface Meeting {
  readonly operation: PlacedOperation;
  readonly method: string;
  /** Whether some request that nothing narrower takes has no route. */
  readonly isUnmatched: boolean;
  readonly routes: readonly Route[];
}

/** The meetings, and the operations whose path no gate would read. */
export interface Meetings {
  readonly meetings: readonly Meeting[];
  readonly ambiguous: readonly { readonly operation: Operation; readonly whole: string; readonly why: string }[];
}

/** The methods that an any-method is held to: HEAD follows GET, and OPTIONS is for preflights. */
const ANY: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Lets every operation meet the routes. @param only - The one base path, or null for those of the description. */
export function listMeetings(operations: readonly Operation[], policy: CompiledPolicy, only: string | null): Meetings {
  const { routes } = policy.routes;
  const hosts = routes.some(({ host }) => host !== null) ? 'matter' : 'ignore';
  const placed: PlacedOperation[] = [];
  const ambiguous: { operation: Operation; whole: string; why: string }[] = [];
  for (const operation of operations) {
    for (const base of toBases(operation.servers, hosts, only)) {
      const whole = `${base.path}${operation.path}`;
      const template = parseTemplate(whole);
      if ('ambiguous' in template) ambiguous.push({ operation, whole, why: template.ambiguous });
      else placed.push({ ...operation, base, whole, template });
    }
  }
  const patterns = [...placed.map(({ template }) => template), ...routes];
  const word = toFreshWord(patterns);
  const depth = toDepth(patterns);
  const meetings = placed.flatMap((operation) =>
    (operation.method === 'ANY' ? ANY : [operation.method]).map((method) =>
      meet(operation, method, { placed, policy, word, depth }),
    ),
  );
  return { meetings, ambiguous: policy.routes.admitsForms ? [] : ambiguous };
}

interface Ground {
  readonly placed: readonly PlacedOperation[];
  readonly policy: CompiledPolicy;
  readonly word: string;
  readonly depth: number;
}

function meet(operation: PlacedOperation, method: string, { placed, policy, word, depth }: Ground): Meeting {
  const { template, base } = operation;
  const { routes } = policy;
  const samples = toSamplePaths(template, word);
  const decide = (path: readonly string[]): Route | null => routes.match(method, base.host, path)?.route ?? null;
  const common = routes.routes.flatMap((route) => listCommonPaths(template, route, word, depth));
  const own = common.filter((path) => !isNarrower(operation, method, path, placed));
  const found = new Set([...samples, ...own].map(decide).filter((route) => route !== null));
  return { operation, method, isUnmatched: samples.some((path) => decide(path) === null), routes: [...found] };
}

/** Whether a more concrete operation, or one that names the method, answers a path. */
function isNarrower(
  operation: PlacedOperation,
  method: string,
  path: readonly string[],
  placed: readonly PlacedOperation[],
): boolean {
  return placed.some((other) => {
    if (other === operation || JSON.stringify(other.base.host) !== JSON.stringify(operation.base.host)) return false;
    const isNamed = other.method === method;
    if (!isNamed && other.method !== 'ANY') return false;
    const order = compareTemplates(other.template, operation.template);
    return (order < 0 || (order === 0 && isNamed && operation.method === 'ANY')) && isTaken(other.template, path);
  });
}
