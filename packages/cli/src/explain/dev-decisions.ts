/**
 * Asks a running `sallyport dev` for the decisions that its gates have made.
 */
import type { LogRecord } from '@sallyport/core';
import { readAddresses, START } from '../dev/address-file.ts';
import { CommandError, EXIT } from '../exit.ts';
import { parseRecord } from './from-record.ts';

const TIMEOUT_MS = 3_000;

/** The newest decision, or the one with an id. @throws CommandError (2) without such a decision, (3) without dev. */
export async function findDevDecision(wanted: { readonly id: string } | 'last'): Promise<LogRecord> {
  const { issuer } = await readAddresses();
  const records = await fetchRecords(`${issuer}/decisions`);
  const found = wanted === 'last' ? records.at(-1) : records.find(({ decisionId }) => decisionId === wanted.id);
  if (found !== undefined) return found;
  const none =
    'sallyport dev has logged no decision yet: by default a policy logs denials alone, and a result that API Gateway ' +
    'kept is no new decision; explain --request "GET /..." --token - tells of any request';
  throw new CommandError(
    EXIT.usage,
    wanted === 'last' ? none : `sallyport dev holds no decision of that id among its last ${records.length}`,
  );
}

async function fetchRecords(url: string): Promise<readonly LogRecord[]> {
  let body: unknown;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
    body = await response.json();
  } catch {
    throw new CommandError(EXIT.network, `sallyport dev does not answer; ${START}`);
  }
  const list: unknown = typeof body === 'object' && body !== null && 'decisions' in body ? body.decisions : null;
  if (!Array.isArray(list)) throw new CommandError(EXIT.network, 'this sallyport dev keeps no decisions: update it');
  return list.flatMap((one: unknown) => {
    const record = typeof one === 'object' && one !== null && 'record' in one ? one.record : null;
    return parseRecord(JSON.stringify(record)) ?? [];
  });
}
