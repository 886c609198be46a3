/**
 * The policy to compare with: another file, or the same file at a revision of git.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { CommandError, EXIT } from '../exit.ts';
import { type JudgedPolicy, type JudgeOptions, judgePolicyFile, judgePolicyText } from '../source/judge.ts';
import { MAX_FILE_BYTES } from '../source/read.ts';

const OPTIONS: JudgeOptions = { hosts: 'loopbackAllowed', variables: 'assume' };

/**
 * Judges the policy that `revisionOrFile` names: a file where there is one, else `policyFile` at that revision.
 *
 * @throws CommandError (2) when it names neither.
 */
export async function judgeBaseline(revisionOrFile: string, policyFile: string): Promise<JudgedPolicy> {
  const isFile = await stat(revisionOrFile).then(
    () => true,
    () => false,
  );
  if (isFile) return judgePolicyFile(revisionOrFile, OPTIONS);
  const text = await readRevision(revisionOrFile, policyFile);
  if (text !== null) return judgePolicyText(text, `${revisionOrFile}:${policyFile}`, OPTIONS);
  const message = `there is no file ${revisionOrFile}, and git knows no such revision of ${policyFile}`;
  throw new CommandError(EXIT.usage, message);
}

/** The file's text at a revision; null where git is absent, or knows none. */
async function readRevision(revision: string, policyFile: string): Promise<string | null> {
  // A text that git would read as an option is no revision.
  if (!/^[^-:\s][^:\s]*$/.test(revision)) return null;
  // The plumbing command: `git show` would run what the repository configures for the file.
  const args = ['cat-file', 'blob', `${revision}:./${basename(policyFile)}`];
  const options = { cwd: dirname(policyFile), maxBuffer: MAX_FILE_BYTES, timeout: 20_000 };
  return promisify(execFile)('git', args, options).then(
    ({ stdout }) => stdout,
    () => null,
  );
}
