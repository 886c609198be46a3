/**
 * A fetch port that answers by script and remembers what it was asked.
 */
import type { FetchPort } from '@sallyport/core';
import { boundToRequest, type FakeClock } from './fake-clock.ts';

export type FetchInit = Parameters<FetchPort>[1];

export interface FetchCall {
  readonly url: string;
  readonly init: FetchInit;
  /** Wall clock, epoch milliseconds. */
  readonly atMs: number;
}

export type Answer = (call: FetchCall) => Response | Promise<Response>;

export interface ScriptedFetch {
  readonly fetch: FetchPort;
  readonly calls: readonly FetchCall[];
  /** Calls of one URL. */
  readonly callsOf: (url: string) => readonly FetchCall[];
  /** Sets how a URL answers from now on; a URL without an answer refuses the connection. */
  readonly on: (url: string, answer: Answer) => void;
}

export function createScriptedFetch(clock: FakeClock): ScriptedFetch {
  const answers = new Map<string, Answer>();
  const calls: FetchCall[] = [];
  return {
    calls,
    callsOf: (url) => calls.filter((call) => call.url === url),
    on: (url, answer) => {
      answers.set(url, answer);
    },
    fetch: (url, init) => {
      const call = { url, init, atMs: clock.now() };
      calls.push(call);
      const answer = answers.get(url);
      const response = answer ? Promise.resolve(call).then(answer) : Promise.reject(new TypeError('fetch failed'));
      return boundToRequest(response);
    },
  };
}

/** Answers JSON. */
export function json(body: unknown, headers: Record<string, string> = {}): Answer {
  return () => Response.json(body, { headers });
}

/** Answers after that long by the fake clock, judging what to answer only then. */
export function delayed(clock: FakeClock, delayMs: number | (() => number), answer: Answer): Answer {
  return async (call) => {
    await clock.sleep(typeof delayMs === 'number' ? delayMs : delayMs());
    return answer(call);
  };
}

/** Answers what the list says, one call after the other; the last entry answers for ever. */
export function inTurn(...answers: readonly [Answer, ...Answer[]]): Answer {
  let turn = 0;
  return (call) => {
    const answer = answers[Math.min(turn, answers.length - 1)] ?? answers[0];
    turn += 1;
    return answer(call);
  };
}

/** Never answers, whatever becomes of the signal. */
export const hang: Answer = () => new Promise(() => undefined);

/** Answers with a status and an empty body. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return () => new Response(null, { status: code, headers });
}
