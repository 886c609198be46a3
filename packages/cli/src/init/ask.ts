/**
 * Asks questions on a terminal: on standard error, so that standard output stays the machines'.
 */
import { createInterface } from 'node:readline/promises';
import { paint } from '../terminal.ts';
import type { Ask } from './answers.ts';

/** Somebody who can be asked, until `close`. */
export interface Questions {
  readonly ask: Ask;
  readonly close: () => void;
}

/** Whether somebody sits at both ends: a question to a pipe would wait for ever. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}

/** Opens the terminal for questions; an end of input or Ctrl-C answers null to this question and all after it. */
export function openQuestions(): Questions {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new Promise<null>((resolve) => {
    terminal.once('close', () => resolve(null));
    terminal.once('SIGINT', () => terminal.close());
  });
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  return {
    ask: async (question) => {
      if (isGone) return null;
      const answer = await Promise.race([terminal.question(`${paint('bold', question)}: `).catch(() => null), gone]);
      return answer === null || answer.trim() === '' ? null : answer.trim();
    },
    close: () => terminal.close(),
  };
}
