/**
 * Whether results can be kept for as long as the policy declares.
 */
import type { CompiledPolicy } from '../compiled.ts';
import { toPointer } from '../pointer.ts';
import type { Report } from '../report.ts';

/** The findings on `resultTtlSeconds` itself. */
export function checkResultTtl({ apiGateway }: CompiledPolicy, report: Report): void {
  const { kind, identitySources, resultTtlSeconds } = apiGateway;
  if (resultTtlSeconds === 0) return;
  const pointer = toPointer('apiGateway', 'resultTtlSeconds');
  const code = 'lambda-result-ttl';
  if (kind === 'websocket') {
    const message = 'a WebSocket API asks its authorizer once a connection and keeps no result';
    report.error({ pointer, code, message, suggestion: 'write 0, or remove "resultTtlSeconds"' });
  } else if (identitySources.length === 0) {
    const message = 'without an identity source there is nothing to keep a result by';
    report.error({ pointer, code, message, suggestion: 'write 0, or name an identity source' });
  }
}
