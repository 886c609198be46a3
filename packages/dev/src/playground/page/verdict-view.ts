/**
 * Shows a decision: the verdict with its likely cause, and every check with how it went, in words and not by colour alone.
 */
import type { PhaseReport } from '@sallyport/core/explain';
import { makeCopyable } from './copy.ts';
import { type Content, fill, findElement, makeElement } from './elements.ts';
import type { Judgement } from './judge.ts';

/** Shows the verdict, the checks and the token's claims. @param run - The run's number, which the banner carries. */
export function showVerdict({ explanation, isKnown, request }: Judgement, run: number): void {
  const { verdict, decision, nearMisses, presetHint, hint, phases, claims } = explanation;
  const banner = findElement('verdict', HTMLElement);
  banner.dataset.run = String(run);
  banner.dataset.effect = isKnown ? verdict.effect : 'none';
  const [nearest] = nearMisses;
  const about = verdict.about === null ? '' : ` (${verdict.about})`;
  const at = new Date(decision.decidedAt * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const route = decision.route === null ? 'no route' : `route ${decision.route}`;
  const lines: Content[] = isKnown
    ? [verdict.reason === null ? 'ALLOW' : `DENY ${decision.status} ${verdict.reason}${about}`]
    : ["UNDECIDED: this issuer's tokens are verified with a secret, which stays with the gates. Ask them with curl."];
  const told = [
    nearest?.cause,
    nearest?.fix,
    nearest === undefined ? presetHint : null,
    nearest === undefined ? hint : null,
  ];
  const reported = verdict.wouldDeny === null ? [] : [`Report only: it would be denied with ${verdict.wouldDeny}.`];
  const hints = isKnown ? [...reported, ...told.flatMap((text) => text ?? [])] : [];
  fill(banner, [
    ...lines.map((line) => makeElement('p', { class: 'line' }, line)),
    ...[...new Set(hints)].map((text) => makeElement('p', {}, text)),
    makeElement(
      'p',
      { class: 'hint' },
      `${request.method} ${decision.path ?? '(ambiguous path)'} · ${route} · decided for ${at}`,
    ),
  ]);
  fill(findElement('checks', HTMLElement), phases.map(toCheck));
  showMore('claims', claims === null ? null : makeCopyable('Claims of the token', JSON.stringify(claims, null, 2)));
  const whole = { verdict, decision, phases, nearMisses };
  showMore('whole', isKnown ? makeCopyable('Decision as JSON', JSON.stringify(whole, null, 2)) : null);
}

/** Shows the token of a run; null for one that the page does not write out, or none. */
export function showToken(minted: string | null): void {
  showMore('minted', minted === null ? null : makeCopyable('Minted token', minted, 'wrapped'));
}

function showMore(id: 'claims' | 'whole' | 'minted', content: HTMLElement | null): void {
  findElement(`more-${id}`, HTMLDetailsElement).hidden = content === null;
  fill(findElement(`more-${id}-text`, HTMLElement), content ?? '');
}

function toCheck(report: PhaseReport): HTMLElement {
  const { phase, status, detail, reason, about } = report;
  const why = reason === null ? '' : `${reason}${about === null ? '' : ` (${about})`}`;
  const mark = status === 'passed' ? '✔' : status === 'failed' ? '✖' : '–';
  return makeElement('li', { 'data-status': status, 'data-phase': phase }, [
    makeElement('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
    makeElement('span', { class: 'name' }, phase),
    makeElement('span', { class: 'text' }, [
      makeElement('span', { class: 'reach' }, `${toReach(report)}: `),
      detail,
      ...(why === '' ? [] : [' ', makeElement('span', { class: 'why' }, `[${why}]`)]),
    ]),
  ]);
}

function toReach({ status, wouldHave }: PhaseReport): string {
  switch (status) {
    case 'passed':
    case 'failed':
    case 'offline':
      return status;
    case 'not_asked':
      return 'not asked for';
    case 'not_reached':
      if (wouldHave === 'passed') return 'not reached, would have passed';
      return wouldHave === 'failed' ? 'not reached, would have failed' : 'not reached';
  }
}
