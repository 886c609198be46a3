/**
 * The route matrix and the last decisions of the local gates, as tables.
 */
import type { MatrixCell, RouteMatrix, ShownDecision } from '../protocol.ts';
import { type Content, fill, findElement, makeElement } from './elements.ts';

/** Shows the route matrix. */
export function showMatrix({ personas, rows }: RouteMatrix): void {
  const body = rows.map(({ key, cells }) => {
    const own = personas.map((_persona, at) => toCell(cells?.[at] ?? null));
    return makeElement('tr', {}, [makeElement('th', { scope: 'row' }, makeElement('code', {}, key)), ...own]);
  });
  fill(findElement('matrix', HTMLElement), toTable('Who gets where', ['Route', ...personas], body));
}

function toCell(cell: MatrixCell | null): HTMLElement {
  if (cell === null) return makeElement('td', {}, 'never reached');
  const { effect, status, reason, own } = cell;
  const where = own.length === 0 ? [] : [makeElement('span', { class: 'reason' }, `own :${own.join(', :')}`)];
  if (effect === 'allow') return makeElement('td', {}, [makeElement('span', { class: 'good' }, '✔ allow'), ...where]);
  return makeElement('td', {}, [
    makeElement('span', { class: 'bad' }, `✖ ${status}`),
    makeElement('span', { class: 'reason' }, reason ?? ''),
  ]);
}

/** Shows the decisions, the newest first. */
export function showDecisions(decisions: readonly ShownDecision[]): void {
  const place = findElement('decisions', HTMLElement);
  if (decisions.length === 0) {
    const none =
      'None yet. Ask a gate with a line of the curl tab; a policy logs denials alone unless its log section says more.';
    fill(place, makeElement('p', { class: 'empty' }, none));
    return;
  }
  const rows = decisions.toReversed().map(({ gate, record }) => {
    const { ts, effect, status, reason, about, method, route, issuer, decisionId } = record;
    const isAllowed = effect === 'allow';
    const verdict = isAllowed ? '✔ allow' : `✖ ${status} ${reason ?? ''}${about === null ? '' : ` (${about})`}`;
    const cells: readonly Content[] = [
      ...[ts.slice(11, 19), gate === 'edge' ? 'Worker' : 'API Gateway'],
      makeElement('span', { class: isAllowed ? 'good' : 'bad' }, verdict),
      ...[method, makeElement('code', {}, route ?? 'no route'), issuer ?? '–', makeElement('code', {}, decisionId)],
    ];
    return makeElement(
      'tr',
      {},
      cells.map((cell) => makeElement('td', {}, cell)),
    );
  });
  const heads = ['Time (UTC)', 'Gate', 'Decision', 'Method', 'Route', 'Issuer', 'Id'];
  fill(place, toTable('Last decisions', heads, rows));
}

function toTable(label: string, heads: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = makeElement(
    'tr',
    {},
    heads.map((text) => makeElement('th', { scope: 'col' }, text)),
  );
  return makeElement('table', { 'aria-label': label }, [
    makeElement('thead', {}, head),
    makeElement('tbody', {}, rows),
  ]);
}
