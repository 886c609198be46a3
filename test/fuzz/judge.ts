/**
 * Compares what jose and Sallyport say to one case.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FuzzCase } from './build.ts';
import type { Answer, Decider } from './deciders.ts';
import { toEvidence } from './evidence.ts';
import type { Oracle, Verdict } from './oracle.ts';
import { classify } from './stricter.ts';

/** What must never be: see the messages in `judge`. */
export interface Offence {
  readonly kind: 'allowed' | 'claims' | 'unclassified' | 'valid' | 'defect';
  readonly decider: string;
  readonly message: string;
}

/** One case, judged. */
export interface Judgement {
  readonly oracle: Verdict['effect'];
  readonly answers: readonly { readonly decider: string; readonly answer: Answer }[];
  /** Names of the classes of stricter denials and of the readings that the case fell in. */
  readonly stricter: readonly string[];
  readonly readings: readonly string[];
  readonly offences: readonly Offence[];
}

const DEFECTS = ['internal_error', 'changed_its_mind', 'discovery_unavailable'];

export async function judge(fuzzCase: FuzzCase, oracle: Oracle, deciders: readonly Decider[]): Promise<Judgement> {
  const verdict = await oracle.ask(fuzzCase);
  const [answers, stricter, readings, offences] = [[], [], [], []] as [
    Judgement['answers'][number][],
    string[],
    string[],
    Offence[],
  ];
  for (const { name, decide } of deciders) {
    const offend = (kind: Offence['kind'], message: string): void =>
      void offences.push({ kind, decider: name, message });
    const answer = await answerOf(decide, fuzzCase);
    answers.push({ decider: name, answer });
    if (answer.effect === 'deny' && DEFECTS.includes(answer.reason)) offend('defect', toText(answer));
    if (fuzzCase.kinds[0] === 'valid' && (answer.effect === 'deny' || verdict.effect === 'deny')) {
      offend('valid', `a valid token: jose ${toText(verdict)}, Sallyport ${toText(answer)}`);
    } else if (answer.effect === 'allow') {
      const lenient = verdict.effect === 'allow' ? verdict : await oracle.askLeniently(fuzzCase);
      if (lenient.effect === 'deny') offend('allowed', `Sallyport allows what jose refuses: ${toText(verdict)}`);
      else if (!isDeepStrictEqual({ ...answer.claims }, { ...lenient.claims }))
        offend('claims', 'both allow, on other claims');
      else if (verdict.effect === 'deny') readings.push(lenient.readings.join(' + '));
    } else if (verdict.effect === 'allow') {
      const found = classify(await toEvidence(fuzzCase, verdict.claims, answer));
      if (found === null) offend('unclassified', `jose allows, Sallyport says ${toText(answer)}, and no class holds`);
      else stricter.push(found.name);
    }
  }
  return { oracle: verdict.effect, answers, stricter, readings, offences };
}

async function answerOf(decide: Decider['decide'], fuzzCase: FuzzCase): Promise<Answer> {
  try {
    return await decide(fuzzCase);
  } catch (error) {
    return { effect: 'deny', reason: 'internal_error', about: `thrown: ${String(error)}` };
  }
}

function toText(said: Verdict | Answer): string {
  if (said.effect === 'allow') return 'allow';
  return 'code' in said ? said.code : `${said.reason}${said.about === null ? '' : ` (${said.about})`}`;
}
