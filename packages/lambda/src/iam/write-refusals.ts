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

const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * The patterns: a whole method where the table grants nothing of it, else the refused routes of the method. Where it grants
 * what no pattern can say, a Deny of the whole would also refuse the ARN that a request adds of its own.
 *
 * @param scope - `routes` leaves out paths that no route of the method has, such as those of other methods.
 */
export function writeRefusals(plans: readonly Plan[], place: Place, scope: 'all' | 'routes'): readonly string[] {
  const open = plans.filter(({ granted, reach }) => granted.length > 0 || reach === 'narrower');
  const closed = METHODS.filter((method) => !open.some(({ group }) => group.methods.includes(method)));
  return [
    ...closed.map((method) => `${place.base}/${method}/*`),
    ...open.flatMap(({ group, spare }) => {
      const own = new Set(group.routes.flatMap(toWholeDenies).map(({ key }) => key));
      const kept = scope === 'all' ? spare : spare.filter(({ key }) => own.has(key));
      const written = kept.map((entry) => writeDeny(entry, place)).filter(({ reach }) => reach === 'exact');
      const paths = written.flatMap((deny) => deny.paths);
      return group.methods.flatMap((method) => paths.map((path) => `${place.base}/${method}/${path}`));
    }),
  ].filter((pattern) => pattern.length <= MAX_PATTERN_LENGTH);
}
