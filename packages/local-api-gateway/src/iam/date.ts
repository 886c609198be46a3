/**
 * Reads the value of a Date condition: a W3C profile ISO 8601 date, or epoch seconds.
 *
 * Spec: "W3C implementations of the ISO 8601 date formats or epoch (UNIX) time", no wildcards, no policy variables
 *   [D IAM condition operators page]. Impossible days (30 February) are refused instead of rolled over.
 */

const EPOCH_SECONDS = /^-?\d{1,12}(\.\d{1,9})?$/;
const W3C_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** The instant in epoch milliseconds, or `undefined` for text that is neither form. Four digits are a year. */
export function parseIamDateMs(text: string): number | undefined {
  const match = W3C_DATE.exec(text);
  if (match === null) return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(toNumber);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const offsetMinutes = toOffsetMinutes(match[8]);
  if (offsetMinutes === undefined) return undefined;
  const fractionMs = match[7] === undefined ? 0 : Number(match[7]) * 1000;
  return midnight.getTime() + (hour * 60 + minute - offsetMinutes) * 60_000 + second * 1000 + fractionMs;
}

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

function toOffsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
