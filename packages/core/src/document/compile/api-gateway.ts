/**
 * Compiles what is deployed at API Gateway. Whether the policy can be enforced there is judged by `lambda-limits.ts`.
 */
import type { CompiledApiGateway } from '../compiled.ts';
import { parseIdentitySource, toDefaultIdentitySource } from '../identity-source.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import type { ApiGatewayEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { resolveFact } from './fact.ts';

const RESULT_TTL_SECONDS = 300;
/** How long a document without an expiry of its own may be cached. */
const UNDATED_TTL_SECONDS = 60;
/** Far below Lambda's 6 MB; AWS names no limit of its own, but for WebSocket APIs, which nobody can raise. */
const MAX_DOCUMENT_BYTES = 1_048_576;
const WEBSOCKET_MAX_BYTES = 8_192;
const CONTEXT_KEY = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** The section with its defaults. */
export function compileApiGateway(entry: ApiGatewayEntry, report: Report): CompiledApiGateway {
  const at = toPointer('apiGateway');
  const kind = entry.kind ?? 'rest-token';
  const resultTtlSeconds = entry.resultTtlSeconds ?? (kind === 'websocket' ? 0 : RESULT_TTL_SECONDS);
  const expiryCondition = entry.expiryCondition ?? 'currentTime';
  if (expiryCondition === 'none' && resultTtlSeconds > UNDATED_TTL_SECONDS) {
    report.error({
      pointer: toChildPointer(at, 'expiryCondition'),
      code: 'undated-answer',
      message: `without an expiry condition a cached answer outlives its token by up to ${resultTtlSeconds} s`,
      suggestion: `set "resultTtlSeconds" to ${UNDATED_TTL_SECONDS} or less`,
    });
  }
  return {
    kind,
    identitySources: compileSources(entry, kind, toChildPointer(at, 'identitySources'), report),
    resultTtlSeconds,
    unknownPaths: entry.unknownPaths ?? 'possible',
    encodedPaths: entry.encodedPaths ?? 'refuse',
    expiryCondition,
    denyShape: entry.denyShape ?? 'notResource',
    maxDocumentBytes: compileMaxBytes(entry, kind, toChildPointer(at, 'maxDocumentBytes'), report),
    context: compileContext(entry.context, toChildPointer(at, 'context'), report),
  };
}

function compileMaxBytes(
  { maxDocumentBytes }: ApiGatewayEntry,
  kind: CompiledApiGateway['kind'],
  pointer: string,
  report: Report,
): number {
  const most = kind === 'websocket' ? WEBSOCKET_MAX_BYTES : MAX_DOCUMENT_BYTES;
  if (maxDocumentBytes === undefined || maxDocumentBytes <= most) return maxDocumentBytes ?? most;
  const message = `a WebSocket API takes at most ${most} bytes of its authorizer, and nobody can raise that`;
  const suggestion = `write ${most} or less, or remove "maxDocumentBytes"`;
  report.error({ pointer, code: 'document-bound', message, suggestion });
  return most;
}

function compileSources(
  { identitySources }: ApiGatewayEntry,
  kind: CompiledApiGateway['kind'],
  pointer: string,
  report: Report,
): readonly string[] {
  const usual = toDefaultIdentitySource(kind);
  if (identitySources === undefined) return [usual];
  const sources = identitySources.map((text) => parseIdentitySource(kind, text));
  const suggestion = `write ["${usual}"]`;
  if (kind === 'rest-token' && (sources.length !== 1 || sources[0]?.kind !== 'header')) {
    const message = 'a TOKEN authorizer has exactly one header as its identity source';
    report.error({ pointer, code: 'identity-source', message, suggestion });
  } else if (sources.includes(null)) {
    const message = `"${identitySources[sources.indexOf(null)]}" is no identity source of a "${kind}" authorizer`;
    report.error({ pointer, code: 'identity-source', message, suggestion });
  }
  return identitySources;
}

function compileContext(
  context: ApiGatewayEntry['context'],
  pointer: string,
  report: Report,
): CompiledApiGateway['context'] {
  return Object.entries(context ?? {}).flatMap(([key, fact]) => {
    const at = toChildPointer(pointer, key);
    if (!CONTEXT_KEY.test(key)) {
      const message = 'a context key has 1 to 64 letters, digits and "_", the first a letter';
      report.error({ pointer: at, at: 'name', code: 'invalid-name', message });
    }
    const from = resolveFact(fact, at, report);
    return from === null ? [] : [{ key, from }];
  });
}
