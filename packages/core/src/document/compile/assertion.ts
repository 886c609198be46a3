/**
 * Compiles the signed assertion to the origin: its header, its issuer and the variables that hold its keys.
 *
 * Trust: a private key never stands in a policy, and no finding repeats one that does.
 */
import type { CompiledAssertion } from '../compiled.ts';
import { toChildPointer } from '../pointer.ts';
import type { WorkerEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { findVariable } from '../resolve/variables.ts';
import { findHeaderFault, toFoldedHeader } from './origin-header.ts';

const DEFAULT_HEADER = 'sallyport-assertion';

/** The assertion, or null where the policy has none or (reported) none that could be signed. */
export function compileAssertion(
  { assertion, publicOrigin, identityHeaders }: WorkerEntry,
  worker: string,
  report: Report,
): CompiledAssertion | null {
  if (assertion === undefined) return null;
  const pointer = toChildPointer(worker, 'assertion');
  if (publicOrigin === undefined) {
    const message = 'an assertion is issued in the name of "publicOrigin", which this policy lacks';
    report.error({ pointer, code: 'assertion-issuer', message, suggestion: 'add "publicOrigin" beside it' });
  }
  const { key, nextKey, header = DEFAULT_HEADER } = assertion;
  const others = Object.keys(identityHeaders ?? {});
  const first = others.find((name) => toFoldedHeader(name) === toFoldedHeader(header));
  const fault = findHeaderFault(header, first);
  if (fault !== null) report.error({ pointer: toChildPointer(pointer, 'header'), ...fault });
  const keyVariable = toVariable(key, toChildPointer(pointer, 'key'), report);
  const at = toChildPointer(pointer, 'nextKey');
  const nextKeyVariable = nextKey === undefined ? null : toVariable(nextKey, at, report);
  if (keyVariable === null || (nextKey !== undefined && nextKeyVariable === null)) return null;
  if (keyVariable === nextKeyVariable) {
    const message = 'the next key is the current one';
    report.error({ pointer: at, code: 'duplicate-secret', message, suggestion: 'leave it out until there is another' });
  }
  return { header: header.toLowerCase(), keyVariable, nextKeyVariable };
}

function toVariable(text: string, pointer: string, report: Report): string | null {
  const variable = findVariable(text);
  // A stray `${` is reported by `checkVariablePlaces`.
  if (variable !== null || text.includes('${')) return variable;
  const message = 'a private key must not stand in the policy';
  const suggestion = `write "\${NAME}", put the value into the gate's secrets, and replace the key that was here`;
  report.error({ pointer, code: 'literal-secret', message, suggestion });
  return null;
}
