/**
 * The cells of the route matrix: what a persona gets at a route, decided as the gates decide.
 */
import { REASONS, type Reason, type Route, solveAccess } from '@sallyport/core';
import type { Rehearsal } from '@sallyport/core/rehearse';
import type { Persona } from './personas.ts';
import { findSample, type Sample, toUrl } from './sample.ts';

/** One cell. */
export interface Cell {
  readonly effect: 'allow' | 'deny';
  readonly status: number;
  readonly reason: Reason | null;
  /** Parameters that must equal what the token says for the persona to be allowed; empty where none must. */
  readonly own: readonly string[];
}

/** The cells of one route, in the order of the personas; null where more specific keys take every request. */
export async function decideCells(
  route: Route,
  personas: readonly Persona[],
  rehearsal: Rehearsal,
): Promise<readonly Cell[] | null> {
  const sample = findSample(route, rehearsal.policy.routes, {});
  if (sample === null) return null;
  const cells: Cell[] = [];
  for (const persona of personas) cells.push(await decideCell(route, sample, persona, rehearsal));
  return cells;
}

async function decideCell(route: Route, sample: Sample, persona: Persona, rehearsal: Rehearsal): Promise<Cell> {
  const decision = await decide(sample, persona, rehearsal);
  const { effect, status, reason, principal } = decision;
  const cell: Cell = { effect, status, reason, own: [] };
  if (reason === null || principal === null || REASONS[reason].phase !== 'requirement') return cell;
  for (const way of solveAccess(rehearsal.policy, route.access, principal)) {
    const own = findSample(route, rehearsal.policy.routes, way);
    const retried = own === null ? null : await decide(own, persona, rehearsal);
    if (retried?.effect === 'allow') return { effect: 'allow', status: 200, reason: null, own: Object.keys(way) };
  }
  return cell;
}

function decide(sample: Sample, { token }: Persona, rehearsal: Rehearsal): ReturnType<Rehearsal['rehearse']> {
  const { lookAlikes } = rehearsal.policy.worker;
  const request = { method: sample.method, url: toUrl(sample), headers: { get: () => null }, lookAlikes };
  return rehearsal.rehearse(request, token);
}
