/**
 * Looks up condition keys of one request: names ignore case, values are text, an absent key is `undefined`.
 *
 * Spec: "Key names are case-insensitive" [D IAM policy variables page].
 */

/** The value of a condition key: one value, or the members of a multivalued key. */
export type ContextValue = string | number | boolean | readonly string[];

/** What a request carries for conditions and policy variables, by key name. */
export type IamContext = Readonly<Record<string, ContextValue>>;

/** Gives the values of a key by its lower-case name, or `undefined` where the request has no such key. */
export type KeyLookup = (lowerCaseName: string) => readonly string[] | undefined;

/** Makes the lookup of one request; the names are folded at the first use, since most statements ask for none. */
export function createKeyLookup(context: IamContext): KeyLookup {
  let folded: Map<string, readonly string[]> | undefined;
  return (lowerCaseName) => {
    folded ??= new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), toTexts(value)]));
    return folded.get(lowerCaseName);
  };
}

function toTexts(value: ContextValue): readonly string[] {
  return typeof value === 'object' ? value : [String(value)];
}
