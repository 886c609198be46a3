/**
 * The playground's page: wires the form, the judge and the views.
 *
 * Trust: what is pasted stays in this module's run: it goes to the judge, which is in the page, and nowhere else.
 */
import type { IssuerAction, IssuerState, PageSession } from '../protocol.ts';
import { showAnswers } from './answers-view.ts';
import { type CurlToken, toCurlLines } from './curl.ts';
import { followDecisions } from './decision-feed.ts';
import { fill, findElement } from './elements.ts';
import { createJudge, type Judge } from './judge.ts';
import { showKeys, toSpan } from './keys-view.ts';
import { findSource } from './request.ts';
import { fillRequest, prepareForm, readForm, showSource, type TokenChoice } from './request-form.ts';
import { fetchDecisions, fetchIssuers, fetchKeys, fetchSession, mintToken, postAction } from './server-calls.ts';
import { showDecisions, showFeed, showMatrix } from './tables.ts';
import { startTabs } from './tabs.ts';
import { showToken, showVerdict } from './verdict-view.ts';

/** What was minted last: the same order gives the same token, until another is asked for. */
let minted: { readonly order: string; readonly token: string } | null = null;
let runs = 0;

async function start(): Promise<void> {
  const session = await fetchSession();
  const judge = createJudge(session, fetchKeys);
  let issuers: readonly IssuerState[] = await fetchIssuers();
  prepareForm(judge.policy, issuers);
  showMatrix(session.matrix, fillRequest);
  startTabs(findElement('answer', HTMLElement));
  const act = async (action: IssuerAction): Promise<void> => {
    issuers = await postAction(action);
    refreshKeys();
  };
  const refreshKeys = (): void => showKeys(issuers, judge.keys(), (action) => report(act(action)));
  const runOnce = async (): Promise<void> => {
    await run(session, judge, issuers);
    issuers = await fetchIssuers();
    refreshKeys();
  };
  listen(() => report(runOnce()));
  refreshKeys();
  followDecisions(fetchDecisions, { show: showDecisions, showFeed });
}

function listen(run: () => void): void {
  const form = findElement('request', HTMLFormElement);
  const offset = findElement('offset', HTMLInputElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  // In one-line fields Enter alone does it; in the larger ones it is a new line.
  form.addEventListener('keydown', ({ key, ctrlKey, metaKey, target }) => {
    if (key === 'Enter' && (ctrlKey || metaKey) && target instanceof HTMLTextAreaElement) form.requestSubmit();
  });
  for (const radio of form.querySelectorAll('input[name=source]')) radio.addEventListener('change', showSource);
  findElement('fresh', HTMLButtonElement).addEventListener('click', () => {
    minted = null;
    run();
  });
  offset.addEventListener('input', showOffset);
  // Once something was asked, moving the time asks it again.
  offset.addEventListener('change', () => {
    if (runs > 0) run();
  });
  findElement('now', HTMLButtonElement).addEventListener('click', () => {
    offset.value = '0';
    showOffset();
    if (runs > 0) run();
  });
  showOffset();
}

async function run(session: PageSession, judge: Judge, issuers: readonly IssuerState[]): Promise<void> {
  const content = readForm();
  fill(findElement('problem', HTMLElement), typeof content === 'string' ? content : '');
  if (typeof content === 'string') return;
  runs += 1;
  const own = runs;
  const { request, choice } = content;
  const token = await provideToken(choice);
  const judgement = await judge.judge(request, token, readOffsetSeconds());
  // A slower, older run does not overwrite a newer one.
  if (own !== runs) return;
  showVerdict(judgement, own);
  showToken(choice.source === 'mint' ? token : null);
  showAnswers(
    judgement,
    toCurlLines(request, findSource(judge.policy, request), toCurlToken(choice, token, issuers), session.addresses),
  );
  bringAnswer();
}

async function provideToken(choice: TokenChoice): Promise<string> {
  if (choice.source === 'none') return '';
  if (choice.source === 'paste') return choice.token;
  const order = JSON.stringify([choice.iss, choice.order]);
  if (minted?.order !== order) minted = { order, token: await mintToken(choice.iss, choice.order) };
  return minted.token;
}

function toCurlToken(choice: TokenChoice, token: string, issuers: readonly IssuerState[]): CurlToken {
  if (choice.source === 'none' || token.trim() === '') return { kind: 'none' };
  if (choice.source === 'paste') return { kind: 'pasted' };
  const { iss, order } = choice;
  const issuer = issuers.find((one) => one.iss === iss)?.name ?? '';
  return { kind: 'minted', issuer, order, token };
}

/** On a phone the answer is far below the button that asks; whoever moves the slider keeps it under the finger. */
function bringAnswer(): void {
  if (['offset', 'now'].includes(document.activeElement?.id ?? '')) return;
  if (findElement('verdict', HTMLElement).getBoundingClientRect().bottom <= window.innerHeight) return;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  findElement('answer', HTMLElement).scrollIntoView({ behavior: isCalm ? 'auto' : 'smooth' });
}

function readOffsetSeconds(): number {
  return Number(findElement('offset', HTMLInputElement).value) * 60;
}

function showOffset(): void {
  const seconds = readOffsetSeconds();
  const text = seconds === 0 ? 'now' : seconds > 0 ? `in ${toSpan(seconds)}` : `${toSpan(-seconds)} ago`;
  fill(findElement('offset-text', HTMLOutputElement), text);
  findElement('offset', HTMLInputElement).setAttribute('aria-valuetext', text);
}

/** Tells of what failed on the way to the server; what a request can cause is a decision, not a failure. */
function report(work: Promise<void>): void {
  work.catch((error: unknown) => {
    const text = error instanceof Error ? error.message : 'failed';
    fill(findElement('problem', HTMLElement), `This did not work: ${text}. Is sallyport dev still running?`);
  });
}

report(start());
