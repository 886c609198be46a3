/** Every key that the policy's JSON Schema knows, by its place: what a reviewer may find changed. */
import { readFileSync } from 'node:fs';

type JsonObject = Readonly<Record<string, unknown>>;

const SCHEMA: unknown = JSON.parse(
  readFileSync(new URL('../../../packages/core/schema.json', import.meta.url), 'utf8'),
);

/** Places such as `issuers/NAME/audience` with `*` for any name and `#` for a list's members; what nests in itself once. */
export function listSchemaKeys(): ReadonlySet<string> {
  const places = new Set<string>();
  const visit = (node: unknown, place: readonly string[], open: readonly string[]): void => {
    if (!isJsonObject(node)) return;
    const { $ref: reference } = node;
    if (typeof reference === 'string') {
      const name = reference.split('/').at(-1) ?? '';
      if (!open.includes(name)) visit(toDefinitions()[name], place, [...open, name]);
      return;
    }
    for (const kind of ['anyOf', 'oneOf', 'allOf']) {
      const members: unknown = node[kind];
      if (Array.isArray(members)) for (const member of members) visit(member, place, open);
    }
    visit(node.items, [...place, '#'], open);
    visit(node.additionalProperties, [...place, '*'], open);
    for (const [key, member] of Object.entries(isJsonObject(node.properties) ? node.properties : {})) {
      places.add([...place, key].join('/'));
      visit(member, [...place, key], open);
    }
  };
  visit(SCHEMA, [], []);
  return places;
}

function toDefinitions(): JsonObject {
  const definitions: unknown = isJsonObject(SCHEMA) ? SCHEMA.definitions : null;
  return isJsonObject(definitions) ? definitions : {};
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
