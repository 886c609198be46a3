/**
 * Asks a question again where its answer cannot be used.
 */
import { CommandError, EXIT } from '../exit.ts';
import { toPrintable } from '../terminal.ts';

/** Asks one question; null where nobody answers. */
export type Ask = (question: string) => Promise<string | null>;

/** Somebody who answers questions. */
export interface Asked {
  readonly ask: Ask;
  /** Says what is wrong with an answer. */
  readonly tell: (text: string) => void;
}

/** Asks until `findProblem` finds none in the answer; null where nobody answers. */
export type PatientAsk = (question: string, findProblem: (answer: string) => string | null) => Promise<string | null>;

/** How often one question is asked. */
const MOST_TRIES = 3;

/** Asks with this source. The function throws CommandError (2) where no answer of three can be used. */
export function createPatientAsk({ ask, tell }: Asked): PatientAsk {
  return async (question, findProblem) => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await ask(question);
      if (answer === null) return null;
      const problem = findProblem(answer);
      if (problem === null) return answer;
      tell(`  ${toPrintable(problem)}`);
    }
    throw new CommandError(EXIT.usage, `none of ${MOST_TRIES} answers can be used: nothing was written`);
  };
}
