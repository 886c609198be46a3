/**
 * What the playground's page and its server say to each other.
 */
import type { PolicyDocument } from '@sallyport/core';
import type { MintOrder } from '../issuers/order.ts';

/** Names every request of the page for data: a form or an image of another site cannot send it. */
export const PAGE_HEADER: string = 'x-sallyport-playground';

/** The status that stands for "no connection", which the page turns back into a rejected fetch. */
export const NO_CONNECTION: number = 599;

/** What a persona gets at a route. */
export interface MatrixCell {
  readonly effect: 'allow' | 'deny';
  readonly status: number;
  readonly reason: string | null;
  /** Parameters that must equal what the token says for the persona to be allowed. */
  readonly own: readonly string[];
}

/** The route matrix: rows routes, columns personas. */
export interface RouteMatrix {
  readonly personas: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly access: string;
    /** The settings by which the route does otherwise than its cells say, or admits more paths; empty for most. */
    readonly exceptions: readonly string[];
    /** In the order of the personas; null where more specific keys take every request. */
    readonly cells: readonly MatrixCell[] | null;
  }[];
}

/** `GET /api/session`: what the page decides by. */
export interface PageSession {
  readonly policy: PolicyDocument;
  /** Values for the policy's `${NAME}`, none of them a secret. */
  readonly variables: Readonly<Record<string, string>>;
  /** Issuers whose tokens are verified with a secret, which the page does not get; by `iss`. */
  readonly withheld: readonly string[];
  /** Where the local services listen, `http://127.0.0.1:PORT`; `apiGateway` is null where the Worker gate is alone. */
  readonly addresses: { readonly worker: string; readonly apiGateway: string | null; readonly issuer: string };
  readonly matrix: RouteMatrix;
}

/** `GET /api/issuers`: one local issuer. */
export interface IssuerState {
  readonly name: string;
  readonly iss: string;
  readonly state: 'up' | 'down';
  /** The ids of the keys that it publishes. */
  readonly keyIds: readonly string[];
  /** Requests for metadata and keys that it has received, from the gates and the page. */
  readonly fetches: number;
}

/** `POST /api/issuers`: what to do to one of them. */
export interface IssuerAction {
  readonly iss: string;
  readonly action: 'rotate' | 'withdraw' | 'down' | 'up';
}

/** `POST /api/token?iss=ISS`: the token to mint, every list and the lifetime named. */
export type TokenOrder = MintOrder &
  Required<Pick<MintOrder, 'scopes' | 'permissions' | 'roles' | 'groups'>> & {
    readonly expiresInSeconds: number;
  };

/** `GET /api/decisions`: one decision of a local gate, or one answer from a kept result, as far as the page shows it. */
export interface ShownDecision {
  readonly gate: 'edge' | 'apiGateway';
  /** The request whose result answered this one too; absent for a decision, which was made for its own request. */
  readonly keptFrom?: string;
  readonly record: {
    readonly ts: string;
    readonly decisionId: string;
    readonly effect: string;
    readonly status: number;
    readonly reason: string | null;
    /** Why a route that only reports would have denied what it let through. */
    readonly wouldDeny: string | null;
    readonly about: string | null;
    readonly method: string;
    readonly route: string | null;
    readonly issuer: string | null;
  };
}
