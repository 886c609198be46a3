/**
 * Puts a gate's answer into the words of an expectation: the status, and what the expectation asks for beside it.
 */
import type { LogRecord } from '@sallyport/core';
import type { ApiKind } from '../gates/kinds.ts';
import type { DevSession } from '../session.ts';
import type { Answer } from './send.ts';

/** The edge's status, and the reason that it logged for this answer where the row asks for one. */
export async function toEdgeText(answer: Answer, expected: string, session: DevSession): Promise<string> {
  if (!expected.includes(' ') || answer.status < 400) return String(answer.status);
  const decisionId = readDecisionId(answer.body);
  const record = await waitForRecord(
    () => session.decisions().find((decision) => decision.record.decisionId === decisionId)?.record,
  );
  return record?.reason ? `${answer.status} ${record.reason}` : String(answer.status);
}

/** API Gateway's status, and its message where the row asks for one. REST writes `Message` where it denies. */
export function toApiGatewayText({ status, body }: Answer, expected: string): string {
  if (!expected.includes(' ') || status < 400) return String(status);
  const { message, Message } = parseObject(body) ?? {};
  const text = message ?? Message;
  return typeof text === 'string' ? `${status} ${text}` : String(status);
}

/** `''` where the origin saw what it must have seen, else what it saw. */
export function describeOrigin(body: string, expected: Readonly<Record<string, string | null>>): string {
  const echo = parseObject(body)?.headers;
  const seen = typeof echo === 'object' && echo !== null ? echo : {};
  return Object.entries(expected)
    .filter(([name, value]) => (Reflect.get(seen, name) ?? null) !== value)
    .map(([name]) => ` origin saw ${name}: ${String(Reflect.get(seen, name))}`)
    .join('');
}

/** The latest decision that the authorizer of a kind of API logged. */
export function findLatest(session: DevSession, kind: ApiKind): LogRecord | undefined {
  return session.decisions().findLast((decision) => decision.kind === kind)?.record;
}

/** The record that `find` finds; null where none comes within a second. A gate's log line may arrive after its answer. */
export async function waitForRecord(find: () => LogRecord | undefined): Promise<LogRecord | null> {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

function readDecisionId(body: string): string {
  const problem = parseObject(body);
  return typeof problem?.decisionId === 'string' ? problem.decisionId : '';
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
