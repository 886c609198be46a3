/**
 * RFC 6901 pointers into a policy document.
 */

/** The pointer of a member or element of the place at `parent`. */
export function toChildPointer(parent: string, step: string | number): string {
  return `${parent}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The pointer that these steps spell from the document's root. */
export function toPointer(...steps: readonly (string | number)[]): string {
  return steps.reduce<string>(toChildPointer, '');
}
