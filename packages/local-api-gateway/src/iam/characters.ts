/** Whether text may stand in a policy document [D IAM quotas]; the 500 is assumed [unverified: document-characters]. */

const FORBIDDEN = /[^\t\n\r\u0020-\u00ff]/;

/** Adds a problem when `text` has a character that IAM does not take. */
export function checkText(text: string, place: string, problems: string[]): void {
  if (FORBIDDEN.test(text)) problems.push(`${place} has a character outside U+0009, U+000A, U+000D, U+0020 to U+00FF`);
}
