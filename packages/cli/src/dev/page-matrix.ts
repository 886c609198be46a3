/**
 * The route matrix as the playground shows it.
 */
import type { RouteMatrix } from '@sallyport/dev';
import { createPolicyRehearsal } from '../policy-tests/rehearsal.ts';
import { createMatrix } from '../route-matrix/matrix.ts';
import type { JudgedPolicy } from '../source/judge.ts';

/** The matrix of a judged policy; empty where it has errors. */
export async function createPageMatrix(judged: JudgedPolicy): Promise<RouteMatrix> {
  const rehearsal = createPolicyRehearsal(judged);
  if (rehearsal === null) return { personas: [], rows: [] };
  const { personas, rows } = await createMatrix(rehearsal, judged.document?.tests ?? []);
  return { personas: personas.map(({ label }) => label), rows };
}
