/**
 * Writes one access-log line a request, from a format with `$context` variables.
 *
 * Trust: a variable holds what a client or an authorizer put there; it is written as the inside of a JSON string, so
 *   that it can end neither a value nor a line [unverified: access-log-escaping].
 * Spec: [D] access logging: `$context.authorizer.<name>` for context, a dash for what a request does not have.
 */

/** Where the lines go, and what they hold. */
export type AccessLogOptions = {
  /** Such as `{"ip":"$context.identity.sourceIp","reason":"$context.authorizer.reason"}`. */
  readonly format: string;
  /** Takes a line without its end; what it throws is ignored. */
  readonly write: (line: string) => void;
};

/** Writes the line of one request; never throws. */
export type AccessLog = (variables: ReadonlyMap<string, string>) => void;

const VARIABLE = /\$context\.([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)/g;

/** Makes the log; without options it writes nothing. */
export function createAccessLog(options: AccessLogOptions | undefined): AccessLog {
  if (options === undefined) return () => {};
  const { format, write } = options;
  return (variables) => {
    try {
      write(format.replace(VARIABLE, (_, name: string) => escapeText(variables.get(name) ?? '-')));
    } catch {
      // A listener's fault is not the client's.
    }
  };
}

function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
