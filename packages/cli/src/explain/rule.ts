/**
 * Where the route that decided stands in the policy file.
 */
import type { JudgedPolicy } from '../source/judge.ts';
import { toPointerStep } from '../source/tree.ts';
import type { ExplainedRule } from './report.ts';

/** The rule of a route's key; null without one. */
export function toRule(judged: JudgedPolicy, key: string | null): ExplainedRule | null {
  if (key === null) return null;
  const { file, compiled, source } = judged;
  const route = compiled?.routes.routes.find((one) => one.key === key);
  if (route === undefined) return { route: key, access: null, file, line: null, column: null };
  const pointer = `/routes${toPointerStep(key)}`;
  const finding = { level: 'warning', code: '', pointer, at: 'name', message: '', suggestion: null } as const;
  const { line, column } = source.locate(finding);
  return { route: key, access: route.access.kind, file, line, column };
}
