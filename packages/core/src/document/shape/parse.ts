/**
 * Parses an unknown value to a policy document: what fits is kept for judgement, every misfit is a finding.
 */
import * as v from 'valibot';
import { toPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { documentSchema } from '../schema/document.ts';
import { isObject } from './node.ts';
import { walkShape } from './walk.ts';

/** A document of the parts that fit. */
export interface ParsedDocument {
  readonly document: PolicyDocument;
  /** Names of all issuers written, misshapen ones included; null when `issuers` itself is missing or misshapen. */
  readonly issuerNames: readonly string[] | null;
  /** Whether every part of the document was kept. */
  readonly complete: 'complete' | 'partial';
  /** Pointers of keys whose absence needs no finding of its own: they were misspelt or misshapen. */
  readonly excused: ReadonlySet<string>;
}

const MAX_DEPTH = 64;

/** Parses a document; null when it is no object at all or nests too deeply to be walked. */
export function parseDocument(value: unknown, report: Report): ParsedDocument | null {
  if (isTooDeep(value, MAX_DEPTH)) {
    const message = `the document nests more than ${MAX_DEPTH} levels deep`;
    report.error({ pointer: '', code: 'too-deep', message });
    return null;
  }
  const before = report.findings.length;
  const excused = new Set<string>();
  const walked = walkShape({ report, excused }, documentSchema, value, '');
  if (!walked.fits || !isObject(value)) return null;
  const parsed = v.safeParse(documentSchema, { issuers: {}, routes: {}, ...Object(walked.value) });
  // The walk found it in shape, so this is a defect here: no gate may start on a guess.
  if (!parsed.success) throw new Error('The walk and the schema disagree about the shape of the policy.');
  for (const name of Object.keys(value)) if (!(name in parsed.output)) excused.add(toPointer(name));
  const issuers = Object.hasOwn(value, 'issuers') ? value.issuers : null;
  return {
    document: parsed.output,
    issuerNames: isObject(issuers) ? Object.keys(issuers) : null,
    complete: report.findings.length === before ? 'complete' : 'partial',
    excused,
  };
}

function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isTooDeep(member, levels - 1));
}
