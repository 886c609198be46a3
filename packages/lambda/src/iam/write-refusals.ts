/**
 * Writes the Denies of what no grant reaches, for a document that cannot deny by exception.
 *
 * Each is over what the table refuses and touches nothing granted, so they change no answer, only how final it is.
 */
import type { Method } from '@sallyport/core';
import { toWholeDenies } from './candidates.ts';
import { MAX_PATTERN_LENGTH } from './own.ts';
import type { Plan } from './plan.ts';
import { writeDeny } from './render.ts';
import type { Place } from './write.ts';

/** `routes` leaves out paths that no route of the method has, such as those of other methods. */
export type RefusalScope = 'all' | 'routes';

/** Every method that a route can be for. */
export const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * The patterns: a whole method where the table grants nothing of it, else the refused routes of the method. Where it grants
 * what no pattern can say, a Deny of the whole would also refuse the ARN that a request adds of its own.
 */
export function writeRefusals(plans: readonly Plan[], place: Place, scope: RefusalScope): readonly string[] {
  const open = plans.filter(isOpen);
  const closed = METHODS.filter((method) => !open.some(({ group }) => group.methods.includes(method)));
  return [
    ...closed.map((method) => toMethodDeny(place.base, method)),
    ...open.flatMap((plan) => writeRefusedRoutes(plan, place, scope)),
  ].filter((pattern) => pattern.length <= MAX_PATTERN_LENGTH);
}

/** Whether the table grants something of the methods of a plan. */
export function isOpen({ granted, reach }: Plan): boolean {
  return granted.length > 0 || reach === 'narrower';
}

/** The Deny of a whole method. */
export function toMethodDeny(base: string, method: Method): string {
  return `${base}/${method}/*`;
}

/** The refused routes of the methods of one plan, as they are denied where the table grants something of them. */
export function writeRefusedRoutes({ group, spare }: Plan, place: Place, scope: RefusalScope): readonly string[] {
  const own = new Set(group.routes.flatMap(toWholeDenies).map(({ key }) => key));
  const kept = scope === 'all' ? spare : spare.filter(({ key }) => own.has(key));
  const written = kept.map((entry) => writeDeny(entry, place)).filter(({ reach }) => reach === 'exact');
  const paths = written.flatMap((deny) => deny.paths);
  return group.methods.flatMap((method) => paths.map((path) => `${place.base}/${method}/${path}`));
}
