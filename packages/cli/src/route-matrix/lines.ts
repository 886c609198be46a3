/**
 * The matrix and the diff as people read them in a terminal.
 */
import { paint, type Style, toPrintable } from '../terminal.ts';
import type { Cell } from './cells.ts';
import type { ChangeKind, ChangeSide } from './changes.ts';
import { OWN_PATHS } from './own-paths.ts';
import type { ReportedDiff, RoutesReport } from './report.ts';
import type { SettingVerdict } from './setting-changes.ts';
import { toSettingText } from './setting-text.ts';

const NEVER = 'never reached';

/** How many characters a persona takes: its cell, and the space before it. */
const CELL_WIDTH = 8;

/**
 * The matrix, its columns numbered and named below; those that the terminal has no room for follow in further blocks.
 *
 * @param terminalWidth - In characters; Infinity where nobody knows, such as a log.
 */
export function toMatrixLines(report: RoutesReport, terminalWidth: number): readonly string[] {
  const { personas, routes, ownPaths } = report;
  const isOwn = routes.some(({ cells }) => cells?.some(({ own }) => own.length > 0) === true);
  return [
    ...toBlocks(report, terminalWidth),
    ...personas.map((label, index) => `[${index}]  ${toPrintable(label)}`),
    ...(isOwn ? ['allow*  where the path names what the token says'] : []),
    ...toOpenLines(routes),
    ...(ownPaths.length === 0 ? [] : ['', 'answered by the Worker gate itself:']),
    ...ownPaths.map(({ path, kind }) => `GET|HEAD ${toPrintable(path)}  ${OWN_PATHS[kind]}`),
  ];
}

function toBlocks({ personas, routes }: RoutesReport, terminalWidth: number): readonly string[] {
  const keys = routes.map(({ route }) => toPrintable(route));
  const width = Math.max(5, ...keys.map((key) => key.length));
  const room = Math.max(1, Math.floor((terminalWidth - width) / CELL_WIDTH));
  const size = Math.max(1, Math.min(room, personas.length));
  return Array.from({ length: Math.ceil(personas.length / size) }, (_, block) => block * size).flatMap((from) => {
    const numbers = personas.slice(from, from + size).map((_, index) => `[${from + index}]`.padEnd(6));
    const rows = routes.map(({ cells }, index) => {
      const texts = cells === null ? [paint('dim', NEVER)] : cells.slice(from, from + size).map(toCellText);
      return [(keys[index] ?? '').padEnd(width), ...texts].join('  ').trimEnd();
    });
    return [paint('bold', ['route'.padEnd(width), ...numbers].join('  ').trimEnd()), ...rows, ''];
  });
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

const STYLES: Readonly<Record<ChangeKind | SettingVerdict, Style>> = {
  public: 'red',
  wider: 'red',
  changed: 'yellow',
  added: 'yellow',
  stricter: 'green',
  removed: 'dim',
  other: 'dim',
};

/** The diff, the gravest change first. */
export function toDiffLines({ against, widens, ...listed }: ReportedDiff): readonly string[] {
  const { routes, issuers, ownPaths, settings } = listed;
  if (Object.values(listed).every((changes) => changes.length === 0))
    return [`no access differs from ${toPrintable(against)}`];
  const changes = routes.map(({ change, methods, before, after }) => {
    const sides = `${toSideText(before)} -> ${toSideText(after)}`;
    return `${paint(STYLES[change], change.padEnd(8))}  ${methods.join('|')}  ${toPrintable(sides)}`;
  });
  const trusted = issuers.map(
    ({ issuer, change, keys }) =>
      `${paint(STYLES[change], change.padEnd(8))}  issuer ${toPrintable([issuer, ...(keys.length === 0 ? [] : [`(${keys.join(', ')})`])].join(' '))}`,
  );
  const own = ownPaths.map(
    ({ change, path, kind }) =>
      `${paint(STYLES[change], change.padEnd(8))}  GET|HEAD  ${toPrintable(path)}  ${OWN_PATHS[kind]}, by the gate itself`,
  );
  const set = settings.map(({ change, setting, before, after }) => {
    const sides = `${toSettingText(before)} -> ${toSettingText(after)}`;
    return `${paint(STYLES[change], change.padEnd(8))}  setting ${toPrintable(`${setting}  ${sides}`)}`;
  });
  const verdict = widens
    ? paint('red', 'routes, issuers or settings let in what was refused')
    : paint('green', 'no route, issuer or setting lets in what was refused');
  return [...changes, ...trusted, ...own, ...set, `compared with ${toPrintable(against)}: ${verdict}`];
}

function toSideText(side: ChangeSide | null): string {
  if (side === null) return 'no route';
  const access = side.requirement === null ? side.access : `requires ${side.requirement}`;
  return [`"${side.route}" ${access}`, ...side.exceptions].join(', ');
}
