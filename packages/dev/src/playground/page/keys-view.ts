/**
 * The keys panel: each local issuer with what it publishes and what the page holds of it, and the levers of both.
 */
import type { KeySourceReport } from '@sallyport/core';
import type { IssuerAction, IssuerState } from '../protocol.ts';
import { fill, findElement, makeButton, makeElement } from './elements.ts';

/** Shows the panel. `act` is told of every lever pulled. */
export function showKeys(
  issuers: readonly IssuerState[],
  held: readonly KeySourceReport[],
  act: (action: IssuerAction) => void,
): void {
  const place = findElement('keys', HTMLElement);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.lever : undefined;
  if (issuers.length === 0) {
    const none = 'No issuer of this policy fetches keys from beyond this machine, so none is stood in for.';
    fill(place, makeElement('p', { class: 'empty' }, none));
    return;
  }
  fill(
    place,
    issuers.map((issuer) => toCard(issuer, held.find(({ iss }) => iss === issuer.iss) ?? null, act)),
  );
  // The cards are made anew after each lever; whoever works by keyboard stays where they were.
  const [again] = [...place.querySelectorAll<HTMLElement>('button')].filter(({ dataset }) => dataset.lever === focused);
  if (focused !== undefined) again?.focus();
}

function toCard(issuer: IssuerState, held: KeySourceReport | null, act: (action: IssuerAction) => void): HTMLElement {
  const { name, iss, state, keyIds, fetches } = issuer;
  const isUp = state === 'up';
  const lever = (label: string, action: IssuerAction['action'], place: string): HTMLElement =>
    makeButton(label, () => act({ iss, action }), {
      'aria-label': `${label}: ${name}`,
      'data-lever': `${place} ${iss}`,
    });
  const facts: readonly (readonly [string, string | HTMLElement])[] = [
    ['Issuer', makeElement('span', { class: isUp ? 'good' : 'bad' }, isUp ? '✔ up' : '✖ outage')],
    ['Publishes', keyIds.map((id) => id.slice(0, 12)).join(', ')],
    ['Fetches', String(fetches)],
    ['This page holds', toHeldText(held)],
  ];
  return makeElement('div', { class: 'card' }, [
    makeElement('h3', {}, name),
    makeElement('p', {}, iss),
    makeElement(
      'dl',
      {},
      facts.flatMap(([term, fact]) => [makeElement('dt', {}, term), makeElement('dd', {}, fact)]),
    ),
    makeElement('div', { class: 'actions' }, [
      lever('Rotate', 'rotate', 'rotate'),
      lever('Withdraw old keys', 'withdraw', 'withdraw'),
      isUp ? lever('Start outage', 'down', 'outage') : lever('End outage', 'up', 'outage'),
    ]),
  ]);
}

function toHeldText(held: KeySourceReport | null): string {
  if (held === null || held.state === 'empty') return 'no keys yet';
  const age = held.ageSeconds === null ? '' : `, ${toSpan(held.ageSeconds)} old`;
  return `${held.keyCount} ${held.keyCount === 1 ? 'key' : 'keys'}, ${held.state}${age}`;
}

/** A span of time as people say it. */
export function toSpan(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${Math.floor(seconds)} s`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
