/**
 * What people read of a run: the counts, the classes of stricter denials, and every violation with how to repeat it.
 */
import { READINGS } from './readings.ts';
import type { Counts, Summary, Violation } from './run.ts';
import { STRICTER } from './stricter.ts';

const toRows = (counts: Counts): readonly string[] =>
  Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, number]) => `  ${String(number).padStart(8)}  ${name}`);

/** Allowed and denied by Sallyport so far, in a line. */
export function toProgress(summary: Summary, elapsedMs: number): string {
  const { allow = 0, ...denied } = summary.reasons;
  const denials = Object.values(denied).reduce((sum, number) => sum + number, 0);
  const rate = Math.round(summary.cases / Math.max(0.001, elapsedMs / 1000));
  const kinds = Object.entries(summary.kinds).map(
    ([name, number]) => `${name} ${summary.allowedByKind[name] ?? 0}/${number}`,
  );
  return `${summary.cases} cases, ${rate}/s, decisions: ${allow} allowed, ${denials} denied; allowed by class: ${kinds.sort().join(', ')}`;
}

/** The tables of a run that is over. */
export function toReport(summary: Summary): string {
  const stricter = [...new Set(STRICTER.map(({ name }) => name))].map((name) => {
    const entries = STRICTER.filter((entry) => entry.name === name);
    const reasons = entries.map(({ reason }) => reason).join(', ');
    const [{ section, why } = { section: '', why: '' }] = entries;
    return `  ${String(summary.stricter[name] ?? 0).padStart(8)}  ${name} [${reasons}] ${section}: ${why}`;
  });
  const readings = READINGS.map(({ name, section, why }) => {
    const seen = Object.entries(summary.readings).filter(([names]) => names.split(' + ').includes(name));
    const number = seen.reduce((sum, [, count]) => sum + count, 0);
    return `  ${String(number).padStart(8)}  ${name} ${section}: ${why}`;
  });
  return [
    'What jose, Sallyport with inline keys and Sallyport with fetched keys said:',
    ...toRows(summary.outcomes),
    'Decisions by reason:',
    ...toRows(summary.reasons),
    'Where Sallyport is stricter than jose with every option set:',
    ...stricter,
    'Where jose refuses a key set that Sallyport reads:',
    ...readings,
    `Valid tokens, allowed by all: ${summary.kinds.valid ?? 0}`,
    ...summary.violations.map(toViolationText),
    `${summary.cases} cases, ${summary.violations.length} violations`,
  ].join('\n');
}

/** A violation and its smallest case. The keys are the fuzzer's own. */
function toViolationText({ kind, decider, message, seed, fuzzCase }: Violation): string {
  const { number, trail, signing, signer, authorization, body, keys } = fuzzCase;
  return [
    `VIOLATION (${kind}, ${decider}): ${message}`,
    `  seed ${seed}, case ${number}, signer ${signer}, ${signing}: ${trail.join('; ')}`,
    `  authorization ${JSON.stringify(authorization)?.slice(0, 4_000)}`,
    ...(keys === 'own' ? [] : [`  key set ${body.slice(0, 6_000)}`]),
  ].join('\n');
}
