/**
 * A check as people read it.
 */
import { toOnlineLines } from '../check/online/lines.ts';
import { paint, toPrintable } from '../terminal.ts';
import type { CheckReport } from './check-report.ts';
import { toCount, toFindingLine } from './finding-line.ts';
import { toInventoryLines } from './inventory-lines.ts';

/** The findings, the notes, what issuers answered, the inventory, and the verdict last. */
export function toCheckLines(report: CheckReport): readonly string[] {
  const count = toCount(report.findings);
  const verdict = count === null ? paint('green', 'no findings') : paint(report.ok ? 'yellow' : 'red', count);
  return [
    ...report.findings.map(toFindingLine),
    ...report.notes.map((note) => `${paint('dim', 'note:')} ${toPrintable(note)}`),
    ...toOnlineLines(report.online ?? []),
    ...toInventoryLines(report),
    `${toPrintable(report.file)}: ${verdict}`,
  ];
}
