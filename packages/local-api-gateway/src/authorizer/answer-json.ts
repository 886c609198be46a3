/**
 * Turns a handler's return value into what arrives at API Gateway: JSON, of a bounded size, an object.
 *
 * Spec: `undefined`, functions and symbols arrive as null, as the runtime sends them; cycles and BigInt cannot be sent
 *   [T].
 */
import { isRecord } from '../json.ts';

/** The object, or why there is none. */
export type AnswerJson = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string };

const KILOBYTE = 1024;
const MEGABYTE = KILOBYTE * KILOBYTE;

/** Reads a return value of at most `maxBytes` bytes of JSON; never throws. */
export function readAnswerJson(returned: unknown, maxBytes: number): AnswerJson {
  const json = toJson(returned);
  if (json === undefined) return { problem: 'the answer is not JSON' };
  if (Buffer.byteLength(json) > maxBytes) return { problem: `the answer is larger than ${toSize(maxBytes)}` };
  const value: unknown = JSON.parse(json);
  return isRecord(value) ? { value } : { problem: 'the answer must be an object' };
}

function toJson(returned: unknown): string | undefined {
  try {
    return JSON.stringify(returned) ?? 'null';
  } catch {
    return undefined;
  }
}

function toSize(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes / KILOBYTE} KB` : `${bytes / MEGABYTE} MB`;
}
