/**
 * The inventory of a policy as people read it.
 */
import type { Inventory } from '../source/inventory.ts';
import { paint, toPrintable } from '../terminal.ts';
import { toPointerText } from './pointer-text.ts';

/** Lines with a heading for each list that is not empty. */
export function toInventoryLines(inventory: Inventory): readonly string[] {
  return [
    ...toSection(
      'unsafe settings',
      inventory.unsafe.map(({ pointer, why, until }) => {
        const day = until === undefined ? '' : ` (until ${until})`;
        return `${toPointerText(pointer)}: ${why || '(no reason written)'}${day}`;
      }),
    ),
    ...toSection('public routes (anyone)', inventory.public),
    ...toSection('optional routes (anyone, or a verified token)', inventory.optional),
    ...toSection(
      'variables',
      inventory.variables.map(({ name, state }) => (state === 'set' ? name : `${name} (not set here, assumed)`)),
    ),
  ];
}

function toSection(heading: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [paint('bold', `${heading}:`), ...items.map((item) => `  ${toPrintable(item)}`)];
}
