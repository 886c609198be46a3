/**
 * Reads the description of an API, JSON or YAML, into a plain value whose members have their places.
 *
 * Does not: follow references into other files, nor fetch anything.
 */
import { CommandError, EXIT } from '../../exit.ts';
import type { LocatedFinding } from '../../source/finding.ts';
import { parseSource } from '../../source/parse.ts';
import type { Place } from '../../source/place.ts';
import { readTextFile } from '../../source/read.ts';

/** A description as text says it. */
export interface ApiSource {
  /** As the operator named it. */
  readonly file: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Where a member stands; null where that cannot be told. */
  readonly placeOf: (pointer: string) => Place | null;
}

/** A description, or why its text is none. */
export type ReadApi =
  | { readonly kind: 'api'; readonly api: ApiSource }
  | { readonly kind: 'broken'; readonly findings: readonly LocatedFinding[] };

/** The most bytes of a description: large ones have ten megabytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads a description. @throws CommandError (2) for a file that cannot be read, or is no OpenAPI 3 or Swagger 2. */
export async function readApi(file: string): Promise<ReadApi> {
  const read = await readTextFile(file, MAX_BYTES);
  if (read.kind === 'unreadable') throw new CommandError(EXIT.usage, read.message);
  const parsed = /^\s*[{/]/.test(read.text) ? parseJson(read.text, file) : await parseYaml(read.text, file);
  if (parsed.kind === 'broken') return parsed;
  const { value, placeOf } = parsed;
  if (!isDescription(value)) {
    throw new CommandError(EXIT.usage, `${file} is no OpenAPI 3 or Swagger 2 document: it says neither version`);
  }
  return { kind: 'api', api: { file, value, placeOf } };
}

/** Whether a value is an object of named members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Parsed =
  | { readonly kind: 'value'; readonly value: unknown; readonly placeOf: ApiSource['placeOf'] }
  | { readonly kind: 'broken'; readonly findings: readonly LocatedFinding[] };

function isDescription(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  return /^3\./.test(String(value.openapi)) || String(value.swagger).startsWith('2');
}

function parseJson(text: string, file: string): Parsed {
  const source = parseSource(text, file);
  // A key written twice or a long number in an example says nothing of the routes.
  if (source.state === 'broken') return { kind: 'broken', findings: source.findings };
  const placeOf = (pointer: string): Place | null => {
    const { line, column } = source.locate({
      ...{ level: 'error', code: '', pointer, at: 'name', message: '', suggestion: null },
    });
    return line === null || column === null ? null : { line, column };
  };
  return { kind: 'value', value: source.value, placeOf };
}

async function parseYaml(text: string, file: string): Promise<Parsed> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const toPlace = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const toBroken = (place: Place | null, message: string): Parsed => {
    const { line = null, column = null } = place ?? {};
    const finding = { level: 'error', code: 'openapi-syntax', file, line, column, pointer: '', message } as const;
    return { kind: 'broken', findings: [{ ...finding, suggestion: null }] };
  };
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false });
  const [problem] = document.errors;
  if (problem !== undefined) return toBroken(toPlace(problem.pos[0]), `this is not YAML: ${problem.code}`);
  let value: unknown;
  try {
    // The count of aliases is bounded: a kilobyte of them can stand for a terabyte.
    value = document.toJS({ maxAliasCount: 1_000 });
  } catch {
    return toBroken(null, 'the aliases of this YAML cannot be resolved, or stand for too much');
  }
  const placeOf = (pointer: string): Place | null => {
    let node: unknown = document.contents;
    let offset: number | null = null;
    for (const step of pointer.split('/').slice(1)) {
      if (isAlias(node)) node = node.resolve(document);
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
      const next: unknown = isSeq(node) ? node.items[Number(name)] : pair?.value;
      if (next === undefined) break;
      const start: unknown = isScalar(pair?.key) ? pair.key : next;
      offset = isScalar(start) || isMap(start) || isSeq(start) ? (start.range?.[0] ?? offset) : offset;
      node = next;
    }
    return offset === null ? null : toPlace(offset);
  };
  return { kind: 'value', value, placeOf };
}
