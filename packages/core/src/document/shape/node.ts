/**
 * The parts of a valibot schema that the walk reads.
 */
import * as v from 'valibot';

/** A schema with the members that some kinds of schema have. */
export interface SchemaNode extends v.GenericSchema {
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly key?: SchemaNode;
  readonly value?: SchemaNode;
  readonly item?: SchemaNode;
  readonly wrapped?: SchemaNode;
  /** Schemas of a union, values of a picklist. */
  readonly options?: readonly unknown[];
  readonly getter?: (input: unknown) => SchemaNode;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
}

/** What the schema files say about a place, beside its shape. */
export interface NodeFacts {
  /** Completes "expected ...". */
  readonly expects: string | null;
  /** The mistake that people make here, by name. */
  readonly hint: string | null;
  /** Which list of known mistakes applies to the keys. */
  readonly place: string | null;
  readonly members: 'independent' | 'whole';
}

// Schemas are few and constant, and each is asked about once for every value it meets.
const factsByNode = new WeakMap<SchemaNode, NodeFacts>();

/** The facts of a schema's metadata. */
export function readFacts(node: SchemaNode): NodeFacts {
  const known = factsByNode.get(node);
  if (known !== undefined) return known;
  const facts = toFacts(node);
  factsByNode.set(node, facts);
  return facts;
}

function toFacts(node: SchemaNode): NodeFacts {
  const metadata: Readonly<Record<string, unknown>> = v.getMetadata(node);
  const text = (name: string): string | null => {
    const value = metadata[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    expects: text('expects'),
    hint: text('hint'),
    place: text('place'),
    members: metadata.members === 'independent' ? 'independent' : 'whole',
  };
}

/** The schema inside optional and lazy wrappings. */
export function unwrap(node: SchemaNode, value: unknown): SchemaNode {
  if (node.wrapped) return unwrap(node.wrapped, value);
  return node.getter ? unwrap(node.getter(value), value) : node;
}

/** The schemas of a union, unwrapped; none for any other schema. */
export function toBranches(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  return node.type === 'union' ? (node.options ?? []).filter(isNode).map((option) => unwrap(option, value)) : [];
}

/** The words that a picklist, or a union with one, accepts. */
export function toWords(node: SchemaNode, value: unknown): readonly string[] {
  if (node.type === 'picklist') return (node.options ?? []).filter((option) => typeof option === 'string');
  return toBranches(node, value).flatMap((branch) => toWords(branch, value));
}

/** Whether a schema refuses an empty list, object or string. */
export function isFilled(node: SchemaNode): boolean {
  return (node.pipe ?? []).some(({ type }) => type === 'non_empty' || type === 'min_entries');
}

/** The bound of a number: `min_value` the least, `max_value` the most; null where there is none. */
export function readBound(node: SchemaNode, bound: 'min_value' | 'max_value'): number | null {
  const requirement = node.pipe?.find(({ type }) => type === bound)?.requirement;
  return typeof requirement === 'number' ? requirement : null;
}

/** Whether a value is an object with named members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNode(option: unknown): option is SchemaNode {
  return typeof option === 'object' && option !== null && 'kind' in option && option.kind === 'schema';
}
