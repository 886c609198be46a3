/**
 * Reads a policy file and has the core judge it: every finding with its place, and the compiled policy where none is an
 * error.
 */
import type { CompiledPolicy, PolicyDocument } from '@sallyport/core';
import { checkPolicy, type PolicyPlan } from '@sallyport/core/check';
import { CommandError, EXIT } from '../exit.ts';
import { type LocatedFinding, sortFindings } from './finding.ts';
import { type ParsedSource, parseSource } from './parse.ts';
import { readTextFile } from './read.ts';

/** How strictly a policy is judged. */
export interface JudgeOptions {
  /** `publicOnly` refuses loopback and `http` addresses, as what ships does. */
  readonly hosts: 'loopbackAllowed' | 'publicOnly';
  /** `assume` judges the rest of a policy whose `${NAME}` are not set here. */
  readonly variables: 'resolve' | 'assume';
}

/** A policy file, judged. */
export interface JudgedPolicy {
  /** The file as the operator named it. */
  readonly file: string;
  readonly source: ParsedSource;
  /** Sorted by place. */
  readonly findings: readonly LocatedFinding[];
  /** Null when a finding is an error. */
  readonly compiled: CompiledPolicy | null;
  /** The document as written, `${NAME}` unresolved; null when a finding is an error. */
  readonly document: PolicyDocument | null;
  /** What a build stores; null when a finding is an error. */
  readonly plan: PolicyPlan | null;
}

/** The policy file that commands read when none is named. */
export const DEFAULT_POLICY_FILE = 'sallyport.jsonc';

/**
 * Judges the policy file at `file`.
 *
 * @throws CommandError (2) when the file cannot be read. All else that is wrong is a finding.
 */
export async function judgePolicyFile(file: string, options: JudgeOptions): Promise<JudgedPolicy> {
  const read = await readTextFile(file);
  if (read.kind === 'unreadable') {
    const advice =
      file === DEFAULT_POLICY_FILE && read.message.startsWith('there is no')
        ? '; name the policy file, or write one with sallyport init'
        : '';
    throw new CommandError(EXIT.usage, `${read.message}${advice}`);
  }
  return judgePolicyText(read.text, file, options);
}

/** Judges a policy's text; never throws. */
export function judgePolicyText(text: string, file: string, options: JudgeOptions): JudgedPolicy {
  const source = parseSource(text, file);
  if (source.state === 'broken') {
    return { file, source, findings: sortFindings(source.findings), compiled: null, document: null, plan: null };
  }
  const { policy, document, plan, findings } = checkPolicy(source.value, {
    env: process.env,
    nowSeconds: Date.now() / 1000,
    ...options,
  });
  const located = sortFindings([...source.findings, ...findings.map(source.locate)]);
  // A key written twice is an error that the core cannot see.
  if (located.some(({ level }) => level === 'error')) {
    return { file, source, findings: located, compiled: null, document: null, plan: null };
  }
  return { file, source, findings: located, compiled: policy, document, plan };
}
