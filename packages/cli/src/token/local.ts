/**
 * A token from the local issuers of a running `sallyport dev`.
 */
import { readAddresses, START } from '../dev/address-file.ts';
import { CommandError, EXIT } from '../exit.ts';
import { findNearest } from '../nearest.ts';
import { toPrintable } from '../terminal.ts';

/** What is asked of the local issuer; all but the choice of issuer goes to it as it is. */
export interface LocalOrder {
  /** The issuer's name in the policy, or undefined where it can be told. */
  readonly issuer: string | undefined;
  readonly order: { readonly preset?: string | undefined } & Readonly<Record<string, unknown>>;
}

/** What came. */
export interface LocalToken {
  readonly token: string;
  readonly issuer: string;
  /** The Worker gate of the same `sallyport dev`, or null. */
  readonly worker: string | null;
}

interface ListedIssuer {
  readonly name: string;
  readonly preset: string | null;
}

const TIMEOUT_MS = 5_000;

/**
 * Mints.
 *
 * @throws CommandError (3) where no `sallyport dev` answers; (2) where the issuer is unknown or not said.
 */
export async function mintLocally({ issuer, order }: LocalOrder): Promise<LocalToken> {
  const addresses = await readAddresses();
  const listed = parseIssuers(await askDev(`${addresses.issuer}/`, { method: 'GET' }));
  const name = chooseIssuer(issuer, order.preset, listed);
  const token = await askDev(`${addresses.issuer}/mint/${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  return { token, issuer: name, worker: addresses.worker };
}

async function askDev(url: string, init: RequestInit): Promise<string> {
  let answer: { readonly ok: boolean; readonly text: string };
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    answer = { ok: response.ok, text: await response.text() };
  } catch {
    throw new CommandError(EXIT.network, `sallyport dev does not answer; ${START}`);
  }
  if (answer.ok) return answer.text;
  const why = /"error_description":"([^"]*)"/.exec(answer.text)?.[1];
  throw new CommandError(
    EXIT.usage,
    `the local issuer refused: ${toPrintable(why ?? 'this sallyport dev is of another version')}`,
  );
}

function parseIssuers(text: string): readonly ListedIssuer[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandError(EXIT.network, `what answers is no sallyport dev; ${START}`);
  }
  const list: unknown = typeof value === 'object' && value !== null && 'issuers' in value ? value.issuers : null;
  if (!Array.isArray(list)) throw new CommandError(EXIT.network, `what answers is no sallyport dev; ${START}`);
  return list.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('name' in one) || typeof one.name !== 'string') return [];
    return [{ name: one.name, preset: 'preset' in one && typeof one.preset === 'string' ? one.preset : null }];
  });
}

function chooseIssuer(asked: string | undefined, preset: string | undefined, listed: readonly ListedIssuer[]): string {
  const names = listed.map(({ name }) => name);
  if (names.length === 0) {
    throw new CommandError(EXIT.usage, 'sallyport dev stands in for no issuer: the policy has its keys elsewhere');
  }
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    const nearest = findNearest(asked, names);
    const advice = nearest === null ? `there are ${names.join(', ')}` : `did you mean ${nearest}?`;
    throw new CommandError(EXIT.usage, `there is no local issuer ${asked.slice(0, 64)}: ${advice}`);
  }
  const ofPreset = preset === undefined ? [] : listed.filter((one) => one.preset === preset);
  const [only, second] = ofPreset.length > 0 ? ofPreset.map(({ name }) => name) : names;
  if (only !== undefined && second === undefined) return only;
  throw new CommandError(EXIT.usage, `say which issuer: --issuer ${names.join(', or --issuer ')}`);
}
