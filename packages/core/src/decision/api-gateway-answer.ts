/**
 * What API Gateway is told of a denial: its own column of the reasons' table.
 */
import { REASONS, type Reason } from './reasons.ts';

/** What API Gateway is told: no acceptable token, a Deny beyond the token, or a fault that must not be cached. */
export type ApiGatewayAnswer = 'unauthorized' | 'deny' | 'fault';

/** The API Gateway column of the table, which follows from the phase alone (design: statuses at API Gateway). */
export function toApiGatewayAnswer(reason: Reason): ApiGatewayAnswer {
  const { phase } = REASONS[reason];
  if (phase === 'fault') return 'fault';
  return phase === 'route' || phase === 'requirement' ? 'deny' : 'unauthorized';
}
