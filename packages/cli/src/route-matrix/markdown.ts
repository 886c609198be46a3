/**
 * The matrix and the diff as Markdown, for pull requests.
 *
 * Trust: keys and names are text of a pull request; none may end its cell, open markup or mention a person.
 */
import { toPrintable } from '../terminal.ts';
import type { Cell } from './cells.ts';
import type { ChangeSide } from './changes.ts';
import { OWN_PATHS } from './own-paths.ts';
import type { ReportedDiff, RoutesReport } from './report.ts';
import { toSettingText } from './setting-text.ts';

/** The document: the diff first where there is one, since that is what a reviewer came for. */
export function toMarkdown(report: RoutesReport): string {
  const { personas, routes, ownPaths, diff } = report;
  const matrix = toTable(
    ['route', ...personas.map(toCode)],
    routes.map(({ route, cells }) => [
      toCode(route),
      ...(cells === null ? personas.map(() => '-') : cells.map(toCellText)),
    ]),
  );
  const own = toTable(
    ['answered by the Worker gate itself', 'with'],
    ownPaths.map(({ path, kind }) => [toCode(`GET|HEAD ${path}`), OWN_PATHS[kind]]),
  );
  const open = routes.filter(({ exceptions }) => exceptions.length > 0);
  const left = toTable(
    ['left open by', 'what (the cells say what will be enforced)'],
    open.map(({ route, exceptions }) => [toCode(route), exceptions.join(', ')]),
  );
  return [
    ...(diff === null ? [] : [...toDiff(diff), '']),
    ...['### Routes', '', ...matrix, ''],
    ...(open.length === 0 ? [] : [...left, '']),
    ...(ownPaths.length === 0 ? [] : [...own, '']),
  ].join('\n');
}

function toDiff({ against, widens, ...listed }: ReportedDiff): readonly string[] {
  const { routes, issuers, ownPaths, settings } = listed;
  const heading = `### Access compared with ${toCode(against)}`;
  if (Object.values(listed).every((changes) => changes.length === 0)) return [heading, '', 'No access differs.'];
  const verdict = widens
    ? '**Routes, issuers or settings let in what was refused before.**'
    : 'No route, issuer or setting lets in what was refused before.';
  const changed = toTable(
    ['change', 'methods', 'before', 'after'],
    [
      ...routes.map(({ change, widens: wider, methods, before, after }) => [
        wider ? `**${change}**` : change,
        methods.join(' '),
        toSide(before),
        toSide(after),
      ]),
      ...issuers.map(({ issuer, change, widens: wider, keys }) => [
        wider ? `**${change}**` : change,
        '',
        change === 'added' ? '-' : `issuer ${toCode(issuer)}`,
        change === 'removed' ? '-' : [`issuer ${toCode(issuer)}`, ...keys.map(toCode)].join(', '),
      ]),
      ...ownPaths.map(({ path, kind, change, widens: wider }) => {
        const text = `${toCode(path)} by the gate itself: ${OWN_PATHS[kind]}`;
        const sides = wider ? ['-', text] : [text, '-'];
        return [wider ? `**${change}**` : change, 'GET HEAD', ...sides];
      }),
      ...settings.map(({ setting, change, widens: wider, before, after }) => [
        wider ? `**${change}**` : change,
        '',
        `setting ${toCode(setting)}: ${toCode(toSettingText(before))}`,
        toCode(toSettingText(after)),
      ]),
    ],
  );
  return [heading, '', verdict, '', ...changed];
}

function toTable(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const toRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [toRow(heading), toRow(heading.map(() => '---')), ...rows.map(toRow)];
}

function toCellText({ effect, status, own }: Cell): string {
  if (effect === 'deny') return String(status);
  return own.length === 0 ? 'allow' : `allow (own ${own.map((name) => toCode(`:${name}`)).join(', ')})`;
}

function toSide(side: ChangeSide | null): string {
  if (side === null) return '-';
  const access = side.requirement === null ? side.access : `requires ${toCode(side.requirement)}`;
  return [`${toCode(side.route)} ${access}`, ...side.exceptions].join(', ');
}

/** A code span, in which nothing is markup; the text that could end it is spelled as an entity. */
function toCode(text: string): string {
  const printable = toPrintable(text);
  if (/^[^`\\]+$/.test(printable)) return `\`${printable.replaceAll('|', '\\|')}\``;
  return `<code>${printable.replace(/[^A-Za-z0-9 /:.-]/g, (mark) => `&#${mark.codePointAt(0)};`)}</code>`;
}
