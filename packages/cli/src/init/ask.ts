/**
 * Asks questions on a terminal: on standard error, so that standard output stays the machines'.
 */
import { createInterface } from 'node:readline';
import { paint, writeLine } from '../terminal.ts';
import type { Asked } from './patient-ask.ts';

/** Somebody who can be asked, until `close`. */
export interface Questions extends Asked {
  readonly close: () => void;
}

/** Whether somebody sits at both ends: a question to a pipe would wait for ever. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}

/**
 * Opens the terminal for questions. Lines that come before their question answer it, so that several can be pasted at
 * once; an end of input or Ctrl-C answers null to this question and all after it.
 */
export function openQuestions(
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Questions {
  const terminal = createInterface({ input, output });
  const early: string[] = [];
  let isGone = false;
  let waiting: ((line: string | null) => void) | null = null;
  const answer = (line: string | null): void => {
    const resolve = waiting;
    waiting = null;
    resolve?.(line);
  };
  terminal.on('line', (line) => {
    if (waiting === null) early.push(line);
    else answer(line);
  });
  terminal.once('close', () => {
    isGone = true;
    answer(null);
  });
  terminal.once('SIGINT', () => {
    early.splice(0);
    terminal.close();
  });
  return {
    ask: async (question) => {
      const prompt = `${paint('bold', question)}: `;
      const pasted = early.shift();
      if (pasted !== undefined) output.write(`${prompt}${pasted}\n`);
      if (pasted === undefined && isGone) return null;
      const line =
        pasted ??
        (await new Promise<string | null>((resolve) => {
          waiting = resolve;
          terminal.setPrompt(prompt);
          terminal.prompt();
        }));
      return line === null || line.trim() === '' ? null : line.trim();
    },
    tell: (text) => {
      // What was pasted below a refused answer was meant for the next question: an audience must not become the issuer.
      early.splice(0);
      writeLine(text);
    },
    close: () => terminal.close(),
  };
}
