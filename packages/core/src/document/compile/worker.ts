/**
 * Compiles the Worker gate's section: where requests go, and what goes with them.
 */
import { parsePath } from '../../routes/path.ts';
import type { OriginPlan, WorkerPlan } from '../plan.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import type { WorkerEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { compileAssertion } from './assertion.ts';
import { resolveFact } from './fact.ts';
import { findHeaderFault, toFoldedHeader } from './origin-header.ts';

type IdentityHeader = WorkerPlan['identityHeaders'][number];

/** The section with its defaults. */
export function compileWorker(entry: WorkerEntry, report: Report): WorkerPlan {
  const at = toPointer('worker');
  return {
    origins: compileOrigins(entry.origins, toChildPointer(at, 'origins'), report),
    publicOrigin: entry.publicOrigin ?? null,
    forwardToken: entry.forwardToken ?? false,
    stripAuthorization: entry.stripAuthorization ?? false,
    identityHeaders: compileHeaders(entry.identityHeaders, toChildPointer(at, 'identityHeaders'), report),
    assertion: compileAssertion(entry, at, report),
    health: entry.health ?? false,
    lookAlikes: entry.lookAlikes ?? 'refuse',
    originTimeoutSeconds: entry.originTimeoutSeconds ?? 100,
  };
}

function compileOrigins(origins: WorkerEntry['origins'], pointer: string, report: Report): readonly OriginPlan[] {
  if (origins === undefined) return [];
  if (typeof origins === 'string') return [{ prefix: '/', text: origins, pointer }];
  const compiled: OriginPlan[] = [];
  const written = new Map<string, string>();
  for (const [name, text] of Object.entries(origins)) {
    const at = toChildPointer(pointer, name);
    const prefix = toPrefix(name, at, report);
    // The origin beside a prefix with an error is judged too.
    compiled.push({ prefix: prefix ?? '', text, pointer: at });
    if (prefix === null) continue;
    const first = written.get(prefix);
    if (first !== undefined) {
      const message = `"${name}" and "${first}" are the same prefix`;
      const suggestion = 'keep one of them';
      report.error({ pointer: at, at: 'name', code: 'prefix-conflict', message, suggestion });
    }
    written.set(prefix, name);
  }
  // Longest first: the first that fits is the most specific.
  return compiled.sort((one, other) => other.prefix.length - one.prefix.length);
}

/** A prefix in the canonical spelling that requests are compared in, without a trailing slash. */
function toPrefix(text: string, pointer: string, report: Report): string | null {
  const parsed = parsePath(text);
  const canonical = parsed.kind === 'canonical' ? parsed.path.replace(/(.)\/$/, '$1') : null;
  if (canonical !== null && (text === canonical || text === `${canonical}/`) && !text.includes('*')) return canonical;
  const message = 'a prefix is a plain path of whole segments, without wildcards';
  const plain = text.replace(/\/?\*+$/, '');
  const suggestion = canonical !== null && !text.includes('*') ? canonical : plain === '' ? '/' : plain;
  const suggested = suggestion === text || !suggestion.startsWith('/') ? null : `write "${suggestion}"`;
  report.error({ pointer, at: 'name', code: 'origin-prefix', message, suggestion: suggested });
  return null;
}

function compileHeaders(
  headers: WorkerEntry['identityHeaders'],
  pointer: string,
  report: Report,
): readonly IdentityHeader[] {
  const compiled: IdentityHeader[] = [];
  const written = new Map<string, string>();
  for (const [name, fact] of Object.entries(headers ?? {})) {
    const at = toChildPointer(pointer, name);
    const header = name.toLowerCase();
    // Servers that map "_" to "-" would take one for the other, so both are stripped from requests and neither set twice.
    const folded = toFoldedHeader(name);
    const fault = findHeaderFault(name, written.get(folded));
    if (fault !== null) report.error({ pointer: at, at: 'name', ...fault });
    written.set(folded, name);
    const from = resolveFact(fact, at, report);
    if (from !== null && fault === null) compiled.push({ header, from });
  }
  return compiled;
}
