/** Tells apart the few JSON shapes that a policy document is made of. */

/** Whether a JSON value is an object: neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a list, or a list of the one value: IAM takes both wherever it takes many. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
