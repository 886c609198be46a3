/**
 * The local issuers as the playground handles them: their state, an outage, new keys, a token.
 */
import { type MintOrder, mintOrder } from '../issuers/order.ts';
import type { StandIn } from '../issuers/stand-ins.ts';
import type { IssuerAction, IssuerState } from './protocol.ts';

const ACTIONS = ['rotate', 'withdraw', 'down', 'up'] as const;

/** The levers. `act` and `mint` answer null where nothing stands in for that `iss`. */
export interface IssuerLevers {
  readonly states: () => Promise<readonly IssuerState[]>;
  readonly act: (action: IssuerAction) => 'done' | null;
  readonly mint: (iss: string, order: MintOrder) => Promise<string | null>;
  /** Metadata or keys from one of them; null for every other address. Rejects in an outage. */
  readonly fetch: (url: string) => Promise<Response> | null;
}

/** The levers over the stand-ins of a session. */
export function createIssuerLevers(standIns: readonly StandIn[]): IssuerLevers {
  const down = new Set<string>();
  const find = (iss: string): StandIn | undefined => standIns.find((candidate) => candidate.iss === iss);
  return {
    states: () =>
      Promise.all(
        standIns.map(async ({ name, iss, testIssuer }) => ({
          ...{ name, iss, state: down.has(iss) ? ('down' as const) : ('up' as const) },
          keyIds: (await testIssuer.jwks()).keys.flatMap(({ kid }) => kid ?? []),
          fetches: testIssuer.requests.metadata + testIssuer.requests.jwks,
        })),
      ),
    act: ({ iss, action }) => {
      const standIn = find(iss);
      if (standIn === undefined) return null;
      const { testIssuer } = standIn;
      if (action === 'rotate') testIssuer.rotate();
      else if (action === 'withdraw') testIssuer.withdraw();
      else {
        testIssuer.fail(action === 'down' ? 'network' : null);
        if (action === 'down') down.add(iss);
        else down.delete(iss);
      }
      return 'done';
    },
    mint: async (iss, order) => {
      const standIn = find(iss);
      return standIn === undefined ? null : mintOrder(standIn, order);
    },
    fetch: (url) => {
      const standIn = standIns.find(({ testIssuer: { answers, urls } }) => answers(url) && url !== urls.token);
      return standIn === undefined ? null : standIn.testIssuer.fetch(new Request(url));
    },
  };
}

/** The action that a body asks for, or null for anything else. */
export function parseIssuerAction(body: Uint8Array): IssuerAction | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof value !== 'object' || value === null || !('iss' in value) || !('action' in value)) return null;
    const { iss, action } = value;
    const known = ACTIONS.find((one) => one === action);
    return typeof iss === 'string' && known !== undefined ? { iss, action: known } : null;
  } catch {
    return null;
  }
}
