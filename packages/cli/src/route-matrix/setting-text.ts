/**
 * A setting's value in one line of a report.
 */

/** A report is no dump: a map of a hundred origins is cut. */
const MAX_SHOWN = 160;

/** JSON, cut where it is long; a setting that is not there is a dash. */
export function toSettingText(value: unknown): string {
  const text = value === null || value === undefined ? '-' : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
