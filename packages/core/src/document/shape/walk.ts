/**
 * Walks a value along its schema, so that every misshapen place is found and told in words.
 *
 * Valibot alone names one unknown key an object, in words of its own, and drops members named `constructor`.
 * Trust: names are the document's own; only own members are read, and `__proto__` is a key like any other.
 */
import * as v from 'valibot';
import { toChildPointer } from '../pointer.ts';
import type { Report } from '../report.ts';
import { toEmptiness, toExpectation, toMismatch } from './mismatch.ts';
import { findKnownMistake, isLaterKey } from './mistakes.ts';
import { findNearest } from './nearest.ts';
import { isFilled, isObject, readFacts, type SchemaNode, toBranches, unwrap } from './node.ts';

/** What a walk hands on. */
export interface Walk {
  readonly report: Report;
  /** Pointers of keys whose absence needs no finding of its own: someone probably meant them by an unknown one. */
  readonly excused: Set<string>;
}

/** A value rebuilt from what fits, or nothing. */
export type Walked = { readonly fits: true; readonly value: unknown } | { readonly fits: false };

const MISFIT: Walked = { fits: false };
// Valibot leaves these out of a record without a word; a requirement must never vanish like that.
const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** Walks one value; every misfit is reported. */
export function walkShape(walk: Walk, schema: SchemaNode, value: unknown, pointer: string): Walked {
  const node = unwrap(schema, value);
  if (node.type === 'union') return walkUnion(walk, node, value, pointer);
  if (node.type === 'array' && node.item && Array.isArray(value)) return walkArray(walk, node, value, pointer);
  if (node.entries && isObject(value)) return walkObject(walk, node, value, pointer, Object.keys(node.entries));
  if (node.type === 'record' && isObject(value)) return walkRecord(walk, node, value, pointer);
  if (isLeaf(node) && v.safeParse(node, value).success) return { fits: true, value };
  walk.report.error(toMismatch(node, value, pointer));
  return MISFIT;
}

function isLeaf(node: SchemaNode): boolean {
  return !(node.entries || node.type === 'record' || node.type === 'array');
}

/** The one branch that a value of this kind can mean is walked, so that findings are about what was written. */
function walkUnion(walk: Walk, node: SchemaNode, value: unknown, pointer: string): Walked {
  const branches = toBranches(node, value);
  if (Array.isArray(value)) {
    const list = branches.find((branch) => branch.type === 'array');
    if (list) return walkShape(walk, list, value, pointer);
  } else if (isObject(value)) {
    const objects = branches.filter((branch) => branch.entries !== undefined || branch.type === 'record');
    const names = objects.flatMap((branch) => Object.keys(branch.entries ?? {}));
    const meant = objects.find((branch) =>
      Object.keys(branch.entries ?? {}).some((name) => Object.hasOwn(value, name)),
    );
    const branch = meant ?? objects[0];
    if (branch?.entries && Object.keys(value).length > 0) return walkObject(walk, branch, value, pointer, names);
    if (branch && objects.length === 1) return walkShape(walk, branch, value, pointer);
  } else if (branches.some((branch) => isLeaf(branch) && v.safeParse(branch, value).success)) {
    return { fits: true, value };
  }
  walk.report.error(toMismatch(node, value, pointer));
  return MISFIT;
}

function walkArray(walk: Walk, node: SchemaNode, values: readonly unknown[], pointer: string): Walked {
  const independent = readFacts(node).members === 'independent';
  const kept: unknown[] = [];
  let fits = true;
  for (const [index, item] of values.entries()) {
    const walked = node.item ? walkShape(walk, node.item, item, toChildPointer(pointer, index)) : MISFIT;
    if (walked.fits) kept.push(walked.value);
    else fits = false;
  }
  if (values.length === 0 && isFilled(node)) {
    walk.report.error(toEmptiness(node, values, pointer));
    return MISFIT;
  }
  return fits || independent ? { fits: true, value: kept } : MISFIT;
}

function walkRecord(walk: Walk, node: SchemaNode, value: Readonly<Record<string, unknown>>, pointer: string): Walked {
  const { members, place } = readFacts(node);
  const kept: Record<string, unknown> = {};
  let fits = true;
  for (const [name, member] of toMembers(value)) {
    const at = toChildPointer(pointer, name);
    const walked = checkName(walk, node, name, place, at) ? walkMember(walk, node.value, member, at) : MISFIT;
    if (walked.fits) kept[name] = walked.value;
    else fits = false;
  }
  if (toMembers(value).length === 0 && isFilled(node)) {
    walk.report.error(toEmptiness(node, value, pointer));
    return MISFIT;
  }
  return fits || members === 'independent' ? { fits: true, value: kept } : MISFIT;
}

function walkMember(walk: Walk, schema: SchemaNode | undefined, member: unknown, pointer: string): Walked {
  return schema ? walkShape(walk, schema, member, pointer) : MISFIT;
}

function checkName(walk: Walk, node: SchemaNode, name: string, place: string | null, pointer: string): boolean {
  if (RESERVED_NAMES.has(name)) {
    const suggestion = place === 'claims' ? `write the claim as a pointer: "/${name}"` : null;
    const message = `"${name}" cannot be a name here`;
    walk.report.error({ pointer, at: 'name', code: 'reserved-name', message, suggestion });
    return false;
  }
  if (!node.key || v.safeParse(node.key, name).success) return true;
  const message = `expected ${toExpectation(node.key)} as the name`;
  walk.report.error({ pointer, at: 'name', code: 'invalid-name', message });
  return false;
}

function walkObject(
  walk: Walk,
  node: SchemaNode,
  value: Readonly<Record<string, unknown>>,
  pointer: string,
  knownNames: readonly string[],
): Walked {
  const { entries = {} } = node;
  const { place, members } = readFacts(node);
  const kept: Record<string, unknown> = {};
  let fits = true;
  for (const [name, member] of toMembers(value)) {
    const at = toChildPointer(pointer, name);
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (!entry) {
      reportUnknown(walk, name, place, pointer, knownNames);
      continue;
    }
    const walked = walkShape(walk, entry, member, at);
    if (walked.fits) kept[name] = walked.value;
    else fits = false;
  }
  // Of several shapes none was begun: the unknown keys say it all.
  if (knownNames.length > Object.keys(entries).length && !Object.keys(entries).some((name) => name in kept))
    return MISFIT;
  for (const [name, entry] of Object.entries(entries)) {
    if (entry.type === 'exact_optional' || (Object.hasOwn(value, name) && value[name] !== undefined)) continue;
    reportMissing(walk, name, pointer);
    fits = false;
  }
  if (toMembers(value).length === 0 && isFilled(node)) {
    walk.report.error(toEmptiness(node, value, pointer));
    fits = false;
  }
  // Only unknown keys are left out of an otherwise empty requirement: nothing remains to be judged.
  if (isFilled(node) && Object.keys(kept).length === 0) fits = false;
  return fits || members === 'independent' ? { fits: true, value: kept } : MISFIT;
}

function reportUnknown(
  walk: Walk,
  name: string,
  place: string | null,
  parent: string,
  knownNames: readonly string[],
): void {
  const pointer = toChildPointer(parent, name);
  if (isLaterKey(place, name)) {
    walk.report.error({
      pointer,
      at: 'name',
      code: 'not-in-this-version',
      message: `"${name}" is not in this version`,
      suggestion: 'remove it, or wait: the policy is not enforced without it',
    });
    return;
  }
  if (knownNames.includes(name)) {
    const message = `"${name}" cannot stand beside the other key`;
    const suggestion = 'write an object for each';
    walk.report.error({ pointer, at: 'name', code: 'unknown-key', message, suggestion });
    return;
  }
  const nearest = findNearest(name, knownNames);
  const known = findKnownMistake(place, name) ?? (nearest === null ? null : `did you mean "${nearest}"?`);
  const meant = /^did you mean "(.*)"\?$/.exec(known ?? '')?.[1];
  if (meant !== undefined) walk.excused.add(toChildPointer(parent, meant));
  walk.report.error({
    pointer,
    at: 'name',
    code: 'unknown-key',
    message: `unknown key "${name.slice(0, 60)}"`,
    suggestion: known ?? (knownNames.length > 0 ? `known here: ${knownNames.join(', ')}` : null),
  });
}

function reportMissing(walk: Walk, name: string, pointer: string): void {
  if (walk.excused.has(toChildPointer(pointer, name))) return;
  const message = `"${name}" is missing`;
  walk.report.error({ pointer, at: pointer === '' ? 'value' : 'name', code: 'missing-key', message });
}

/** Own members that JSON would keep: an undefined one is absent. */
function toMembers(value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
