/**
 * The matrix and the diff for machines.
 */
import type { OwnPath } from '@sallyport/core';
import type { LocatedFinding } from '../source/finding.ts';
import type { ParsedSource } from '../source/parse.ts';
import { toPointerStep } from '../source/tree.ts';
import type { Cell } from './cells.ts';
import type { RouteChange } from './changes.ts';
import type { IssuerChange } from './issuer-changes.ts';
import type { Matrix } from './matrix.ts';
import type { OwnPathChange } from './own-path-changes.ts';
import type { SettingChange } from './setting-changes.ts';

/** One row of `routes --json`. */
export interface ReportedRoute {
  readonly route: string;
  readonly access: string;
  /** What the top of the route leaves open; cells say what will be enforced. */
  readonly exceptions: readonly string[];
  readonly line: number | null;
  readonly column: number | null;
  /** In the order of `personas`; null where more specific keys take every request. */
  readonly cells: readonly (Cell & { readonly persona: string })[] | null;
}

/** What `--diff` adds. */
export interface ReportedDiff {
  /** The file or revision compared with. */
  readonly against: string;
  readonly widens: boolean;
  readonly routes: readonly RouteChange[];
  readonly issuers: readonly IssuerChange[];
  readonly ownPaths: readonly OwnPathChange[];
  readonly settings: readonly SettingChange[];
}

/** What `routes --json` prints, one object. */
export interface RoutesReport {
  /** False with findings, and where the diff widens something. */
  readonly ok: boolean;
  readonly file: string;
  /** The errors that keep the policy, or the one compared with, from being read. */
  readonly findings: readonly LocatedFinding[];
  /** `sha256:` and the policy's hash; null with findings. */
  readonly policy: string | null;
  readonly personas: readonly string[];
  /** Most specific first. */
  readonly routes: readonly ReportedRoute[];
  /** What the Worker gate answers itself, whatever the routes say. */
  readonly ownPaths: readonly OwnPath[];
  /** Null without `--diff`. */
  readonly diff: ReportedDiff | null;
}

/** The rows with their places. */
export function toReportedRoutes({ personas, rows }: Matrix, source: ParsedSource): readonly ReportedRoute[] {
  return rows.map(({ key, access, exceptions, cells }) => {
    const pointer = `/routes${toPointerStep(key)}`;
    const finding = { level: 'error', code: '', pointer, at: 'name', message: '', suggestion: null } as const;
    const { line, column } = source.locate(finding);
    const named = cells?.map((cell, index) => ({ persona: personas[index]?.label ?? '', ...cell })) ?? null;
    return { route: key, access, exceptions, line, column, cells: named };
  });
}

/** The diff with its verdict. */
export function toReportedDiff(against: string, changes: Omit<ReportedDiff, 'against' | 'widens'>): ReportedDiff {
  const { routes, issuers, ownPaths, settings } = changes;
  const widens = [...routes, ...issuers, ...ownPaths, ...settings].some((change) => change.widens);
  return { against, widens, ...changes };
}
