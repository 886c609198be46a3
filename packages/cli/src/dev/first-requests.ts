/**
 * The first requests to try with a policy that has no tour: one without a token, one that is let in, one that is kept out.
 */
import type { CompiledIssuer, CompiledPolicy, SupposedToken, TestEntry } from '@sallyport/core';
import type { Rehearsal } from '@sallyport/core/rehearse';
import { createMatrix, type MatrixRow } from '../route-matrix/matrix.ts';
import type { Persona } from '../route-matrix/personas.ts';
import { findSample, type Sample, toUrl } from '../route-matrix/sample.ts';
import { toShellWord } from '../shell-command.ts';

/** One request with what it is answered. */
export interface FirstRequest {
  readonly status: number;
  readonly method: string;
  readonly target: string;
  /** The words after `sallyport token`, and where its token goes; null for a request without one. */
  readonly token: { readonly words: readonly string[]; readonly from: CompiledIssuer['tokenFrom'][number] } | null;
}

/**
 * At most one request for each of 401, 200 and 403, the first two of one route.
 *
 * @param standIns - The issuers, by name, that local tokens can be had from.
 */
export async function findFirstRequests(
  rehearsal: Rehearsal,
  tests: readonly TestEntry[],
  standIns: readonly string[],
): Promise<readonly FirstRequest[]> {
  const { policy } = rehearsal;
  const { personas, rows } = await createMatrix(rehearsal, tests);
  // Reading is tried first: what is asked by hand should change nothing.
  const placed = rows
    .flatMap((row) => {
      const sample = findPlace(policy, row);
      return sample === null ? [] : [{ row, sample }];
    })
    .toSorted((a, b) => Number(b.sample.method === 'GET') - Number(a.sample.method === 'GET'));
  const find = ({ row, sample }: Placed, status: number, who: 'nobody' | 'somebody'): readonly FirstRequest[] =>
    (row.cells ?? []).flatMap((cell, index) => {
      const persona = personas[index];
      if (persona === undefined || (persona.token === null) !== (who === 'nobody')) return [];
      // A path that must name what the token says is nothing to guess.
      if (cell.status !== status || cell.own.length > 0) return [];
      return toRequest(policy, persona, sample, status, standIns) ?? [];
    });
  const guarded = placed
    .map((place) => ({
      closed: find(place, 401, 'nobody').slice(0, 1),
      opened: find(place, 200, 'somebody').slice(0, 1),
    }))
    .filter(({ closed }) => closed.length > 0);
  // One route that shows both says more than two.
  const first = guarded.find(({ opened }) => opened.length > 0) ?? guarded[0];
  const open = placed.flatMap((place) => find(place, 200, 'nobody'))[0];
  const refused = placed.flatMap((place) => find(place, 403, 'somebody'))[0];
  const started = first === undefined ? [open] : [...first.closed, ...first.opened];
  return [...started, refused].filter((request) => request !== undefined);
}

interface Placed {
  readonly row: MatrixRow;
  readonly sample: Sample;
}

function findPlace({ routes }: CompiledPolicy, { key }: MatrixRow): Sample | null {
  const route = routes.routes.find((candidate) => candidate.key === key);
  const sample = route === undefined ? null : findSample(route, routes, {});
  return sample?.host === null ? sample : null;
}

function toRequest(
  policy: CompiledPolicy,
  { token }: Persona,
  sample: Sample,
  status: number,
  standIns: readonly string[],
): FirstRequest | null {
  const request = { status, method: sample.method, target: toUrl(sample) };
  if (token === null) return { ...request, token: null };
  const from = policy.issuers.find(({ name }) => name === token.issuer)?.tokenFrom[0];
  // A claim of a test may be anybody's: it is not printed.
  const isPlain = Object.keys(token.claims ?? {}).length === 0 && standIns.includes(token.issuer);
  return from === undefined || !isPlain ? null : { ...request, token: { words: toWords(token, standIns), from } };
}

function toWords({ issuer, scopes, roles, groups, permissions }: SupposedToken, standIns: readonly string[]): string[] {
  const facts = { scope: scopes, role: roles, group: groups, permission: permissions };
  return [
    ...(standIns.length > 1 ? ['--issuer', issuer] : []),
    ...Object.entries(facts).flatMap(([name, values]) => (values ?? []).flatMap((value) => [`--${name}`, value])),
  ];
}

/** The request as one line of a shell. @param name - How this program is called there. */
export function toCurlLine({ method, target, token }: FirstRequest, origin: string, name: string): string {
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  const words = token === null ? '' : [name, 'token', ...token.words.map(toShellWord)].join(' ');
  return `curl -i${verb} ${toShellWord(`${origin}${target}`)}${token === null ? '' : toCredential(token.from, words)}`;
}

function toCredential(from: CompiledIssuer['tokenFrom'][number], command: string): string {
  switch (from.kind) {
    case 'authorization':
      return ` -H "Authorization: Bearer $(${command})"`;
    case 'header':
      return ` -H "${from.name}: $(${command})"`;
    case 'cookie':
      return ` -H "Cookie: ${from.name}=$(${command})"`;
    case 'query':
      return ` -G --data-urlencode "${from.name}=$(${command})"`;
  }
}
