/** The comparison as text: a table for people, one for the page, and objects for machines. */
import { readVersion } from './contenders/all.ts';
import { type MeasuredRow, NAMES, type Name, type Value } from './row.ts';

const NOTHING = '-';

/** What each column is called. */
export function toHeadings(): readonly string[] {
  return NAMES.map((name) => (name === 'sallyport' ? 'Sallyport' : `${name} ${readVersion(name)}`));
}

function toCells({ values }: MeasuredRow): readonly string[] {
  return NAMES.map((name) => String(values.get(name) ?? NOTHING));
}

/** Lines for a terminal, in columns. */
export function toText(measured: readonly MeasuredRow[]): string {
  const rows = [['', ...toHeadings()], ...measured.map((entry) => [entry.row.title, ...toCells(entry)])];
  const widths = ['', ...NAMES].map((_name, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const toLine = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(toLine).join('\n');
}

/** The page: versions, the table, and the note of each row. */
export function toPage(measured: readonly MeasuredRow[]): string {
  const toRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return `# Side by side

What each contender does in the same situation, measured by \`pnpm peers\` on Node ${process.versions.node} and the workerd that wrangler pins: real HTTP on loopback, a stopped clock that the row sets forward. \`pnpm peers --write\` writes this page.

Sallyport's column is what is required of it. The others are what was measured: when a peer changes, the run fails and the row is brought up to date. \`${NOTHING}\` means that there is nothing to measure: fast-jwt fetches no keys, and only guards that speak HTTP write a challenge.

${toRow(['', ...toHeadings()])}
${toRow(['---', ...NAMES.map(() => '---')])}
${measured.map((entry) => toRow([entry.row.title, ...toCells(entry)])).join('\n')}

## How each row is measured

Every option set means: jose with \`algorithms\`, \`typ\`, \`requiredClaims\`, \`maxTokenAge\` and \`clockTolerance\`; hono/jwk with \`alg\` and \`verification\` of \`iss\`, \`aud\` and \`typ\`; fast-jwt with \`algorithms\`, \`allowedIss\`, \`allowedAud\`, \`checkTyp\`, \`requiredClaims\`, \`maxAge\`, \`clockTolerance\` and \`cache\`; aws-jwt-verify with \`issuer\` and \`audience\`, which is all that it has for this. Sallyport is given issuer, audience and the place of the keys.

${measured.map(({ row }) => `- **${row.title}.** ${row.note}`).join('\n')}
`;
}

/** One object a row, for machines. */
export function toRecords(measured: readonly MeasuredRow[]): readonly object[] {
  return measured.map(({ row, values }) => ({ id: row.id, title: row.title, measured: Object.fromEntries(values) }));
}

/** Where a measurement is not what the row expects. */
export function findChanges(measured: readonly MeasuredRow[]): readonly string[] {
  return measured.flatMap(({ row, values }) =>
    NAMES.flatMap((name) => {
      const expected: Value | undefined = row.expected[name];
      const value = values.get(name);
      return expected === value ? [] : [toComplaint(row.id, name, String(expected), String(value))];
    }),
  );
}

function toComplaint(id: string, name: Name, expected: string, value: string): string {
  const what = name === 'sallyport' ? 'Sallyport fell short' : 'peer changed: update the row';
  return `${id}, ${name}: ${what}. Expected ${expected}, measured ${value}`;
}
