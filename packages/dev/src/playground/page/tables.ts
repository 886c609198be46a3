/**
 * The route matrix and the last decisions of the local gates, as tables.
 */
import type { MatrixCell, RouteMatrix, ShownDecision } from '../protocol.ts';
import { type Content, fill, findElement, makeButton, makeElement } from './elements.ts';
import { toVerdictText } from './verdict-text.ts';

/** Shows the route matrix. @param pick - Told of the key of a row that was chosen. */
export function showMatrix({ personas, rows }: RouteMatrix, pick: (key: string) => void): void {
  const body = rows.map(({ key, exceptions, cells }) => {
    const own = personas.map((_persona, at) => toCell(cells?.[at] ?? null));
    const choose = makeButton(key, () => pick(key), { class: 'key', 'aria-label': `Ask for ${key}` });
    const settings = exceptions.map((text) => makeElement('span', { class: 'reason' }, text));
    return makeElement('tr', {}, [makeElement('th', { scope: 'row' }, [choose, ...settings]), ...own]);
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

/** Says where the list no longer follows. */
export function showFeed(state: 'answers' | 'silent'): void {
  const text = state === 'silent' ? 'sallyport dev does not answer: the list is as it was.' : '';
  fill(findElement('feed', HTMLElement), text);
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
  const rows = decisions.toReversed().map((decision) => {
    const { gate, record } = decision;
    const { ts, effect, method, route, issuer, decisionId } = record;
    const cells: readonly Content[] = [
      ...[ts.slice(11, 19), gate === 'edge' ? 'Worker' : 'API Gateway'],
      makeElement('span', { class: effect === 'allow' ? 'good' : 'bad' }, toVerdictText(decision)),
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
