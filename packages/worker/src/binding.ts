/**
 * Reads what the Worker's configuration bound under a name, by what it can do.
 *
 * Does not: depend on a runtime's types; whatever has the methods counts.
 */

/** What a holder (bindings, or the Worker's exports) itself has under that name, if it has every method; else null. */
export function readBinding<Binding extends object>(
  holder: object,
  name: string,
  methods: readonly (keyof Binding & string)[],
): Binding | null {
  const held: unknown = Object.hasOwn(holder, name) ? Reflect.get(holder, name) : null;
  // The stubs of a Worker's own exports are callable.
  if ((typeof held !== 'object' && typeof held !== 'function') || held === null) return null;
  const object: object = held;
  // Asked with `in` too: a service binding answers to every name, as a method to call over RPC.
  const isWhole = methods.every((method) => method in object && typeof Reflect.get(object, method) === 'function');
  // Its methods are all that tells a binding's type.
  return isWhole ? (object as Binding) : null;
}
