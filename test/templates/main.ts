/** Builds the authorizer of every example as a user does, reads its template, and prints which property holds where. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { askPolicy } from './policy-answers.ts';
import { ABSENT, judgeDeployment, PROPERTIES } from './properties.ts';
import type { Run } from './run.ts';
import { type ReadExample, TEMPLATES } from './templates.ts';

const ROOT = join(import.meta.dirname, '../..');
// Not under node_modules, where Node reads no TypeScript, and below this folder, whose packages the copies import.
const COPIES = join(import.meta.dirname, 'dist');
const TOOL = 'tool and specification';

/** What is wrong by property. A template that could not be read has only the tool's. */
type Verdict = ReadonlyMap<string, readonly string[]>;

interface Judgement {
  /** Null for a template that could not be read. */
  readonly kind: Deployment['kind'] | null;
  readonly verdict: Verdict;
}

interface Judged extends Judgement {
  readonly name: string;
  readonly seconds: number;
}

/** Judges every template and prints the table. Answers with what is wrong, each with its template and property. */
export async function checkTemplates(run: Run): Promise<readonly string[]> {
  rmSync(COPIES, { recursive: true, force: true });
  mkdirSync(COPIES, { recursive: true });
  const judged: Judged[] = [];
  for (const [name, read] of TEMPLATES) {
    const began = performance.now();
    const judgement = await judge(name, read, run).catch(toJudgement);
    judged.push({ name, ...judgement, seconds: (performance.now() - began) / 1000 });
  }
  printTable(judged);
  return judged.flatMap(({ name, verdict }) =>
    [...verdict].flatMap(([property, found]) => found.map((what) => `${name}: ${property}: ${what}`)),
  );
}

async function judge(name: string, read: ReadExample, run: Run): Promise<Judgement> {
  const folder = join(COPIES, name);
  cpSync(join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|\.sallyport|authorizer|authorizer\.zip)$/.test(path),
  });
  run('sallyport', ['check', '--gate', 'lambda'], { cwd: folder });
  run('sallyport', ['build', '--gate', 'lambda'], { cwd: folder });
  const { deployment, findings } = await read(folder, run);
  const answers = askPolicy(folder, deployment, run);
  const verdict = new Map([[TOOL, findings], ...judgeDeployment(deployment, answers)]);
  return { kind: deployment.kind, verdict };
}

function toJudgement(error: unknown): Judgement {
  return { kind: null, verdict: new Map([[TOOL, [error instanceof Error ? error.message : String(error)]]]) };
}

function printTable(judged: readonly Judged[]): void {
  const toCell = ({ kind, verdict }: Judged, property: string): string => {
    const found = verdict.get(property);
    if (found !== undefined) return found.length === 0 ? 'ok' : 'FAILED';
    return kind !== null && ABSENT[kind].has(property) ? 'none' : '-';
  };
  const rows = [
    ['', ...judged.map(({ name }) => name)],
    ...[TOOL, ...PROPERTIES.keys()].map((property) => [property, ...judged.map((one) => toCell(one, property))]),
    ['seconds', ...judged.map(({ seconds }) => seconds.toFixed(1))],
  ];
  const widths = ['', ...judged].map((_name, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  }
  const absent = (['rest', 'http'] as const).flatMap((kind) => [...ABSENT[kind]]);
  for (const why of new Set(absent.map(([, reason]) => reason))) {
    const properties = absent.filter(([, reason]) => reason === why).map(([property]) => property);
    console.log(`  none: ${properties.join(', ')}: ${why}`);
  }
}
