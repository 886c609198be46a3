/**
 * The matrix and the diff as people read them in a terminal.
 */
import { paint, type Style, toPrintable } from '../terminal.ts';
import type { Cell } from './cells.ts';
import type { ChangeKind, ChangeSide } from './changes.ts';
import { OWN_PATHS } from './own-paths.ts';
import type { ReportedDiff, RoutesReport } from './report.ts';

const NEVER = 'never reached';

/** The matrix, its columns numbered and named below. */
export function toMatrixLines({ personas, routes, ownPaths }: RoutesReport): readonly string[] {
  const keys = routes.map(({ route }) => toPrintable(route));
  const width = Math.max(5, ...keys.map((key) => key.length));
  const heading = ['route'.padEnd(width), ...personas.map((_, index) => `[${index}]`.padEnd(6))].join('  ');
  const rows = routes.map(({ cells }, index) => {
    const texts = cells === null ? [paint('dim', NEVER)] : cells.map(toCellText);
    return [(keys[index] ?? '').padEnd(width), ...texts].join('  ').trimEnd();
  });
  const isOwn = routes.some(({ cells }) => cells?.some(({ own }) => own.length > 0) === true);
  return [
    paint('bold', heading.trimEnd()),
    ...rows,
    '',
    ...personas.map((label, index) => `[${index}]  ${toPrintable(label)}`),
    ...(isOwn ? ['allow*  where the path names what the token says'] : []),
    ...toOpenLines(routes),
    ...(ownPaths.length === 0 ? [] : ['', 'answered by the Worker gate itself:']),
    ...ownPaths.map(({ path, kind }) => `GET|HEAD ${toPrintable(path)}  ${OWN_PATHS[kind]}`),
  ];
}

function toOpenLines(routes: RoutesReport['routes']): readonly string[] {
  const open = routes.filter(({ exceptions }) => exceptions.length > 0);
  const lines = open.map(({ route, exceptions }) => `${toPrintable(route)}  ${paint('yellow', exceptions.join(', '))}`);
  return lines.length === 0 ? [] : ['', 'left open by routes (the cells say what will be enforced):', ...lines];
}

function toCellText(cell: Cell): string {
  const text = cell.effect === 'allow' ? `allow${cell.own.length === 0 ? '' : '*'}` : String(cell.status);
  return paint(cell.effect === 'allow' ? 'green' : 'red', text.padEnd(6));
}

const STYLES: Readonly<Record<ChangeKind, Style>> = {
  public: 'red',
  wider: 'red',
  changed: 'yellow',
  added: 'yellow',
  stricter: 'green',
  removed: 'dim',
};

/** The diff, the gravest change first. */
export function toDiffLines({ against, widens, routes, issuers, ownPaths }: ReportedDiff): readonly string[] {
  if (routes.length + issuers.length + ownPaths.length === 0) return [`no access differs from ${toPrintable(against)}`];
  const changes = routes.map(({ change, methods, before, after }) => {
    const sides = `${toSideText(before)} -> ${toSideText(after)}`;
    return `${paint(STYLES[change], change.padEnd(8))}  ${methods.join('|')}  ${toPrintable(sides)}`;
  });
  const trusted = issuers.map(
    ({ issuer, change }) => `${paint(STYLES[change], change.padEnd(8))}  issuer ${toPrintable(issuer)}`,
  );
  const own = ownPaths.map(
    ({ change, path, kind }) =>
      `${paint(STYLES[change], change.padEnd(8))}  GET|HEAD  ${toPrintable(path)}  ${OWN_PATHS[kind]}, by the gate itself`,
  );
  const verdict = widens
    ? paint('red', 'routes or issuers let in what was refused')
    : paint('green', 'no route or issuer lets in what was refused');
  return [...changes, ...trusted, ...own, `compared with ${toPrintable(against)}: ${verdict}`];
}

function toSideText(side: ChangeSide | null): string {
  return side === null ? 'no route' : [`"${side.route}" ${side.access}`, ...side.exceptions].join(', ');
}
