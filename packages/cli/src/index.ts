/**
 * What the command line is made of, for build scripts of one's own.
 */
export { bundleAuthorizer } from './build/bundle.ts';
export { toPolicyModule } from './build/policy-module.ts';
export { zipAuthorizer } from './build/zip.ts';
export { CommandError, type ExitCode } from './exit.ts';
export type { LocatedFinding } from './source/finding.ts';
export { type JudgedPolicy, type JudgeOptions, judgePolicyFile, judgePolicyText } from './source/judge.ts';
export type { ParsedSource } from './source/parse.ts';
