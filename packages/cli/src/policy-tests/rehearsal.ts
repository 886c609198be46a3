/**
 * Rehearses a judged policy without a network: supposed tokens, and variables that are not set here assumed.
 */
import { createWebPorts } from '@sallyport/core';
import { createRehearsal, type Rehearsal } from '@sallyport/core/rehearse';
import type { JudgedPolicy } from '../source/judge.ts';

/** A rehearsal of a judged policy; null when a finding is an error. */
export function createPolicyRehearsal({ document, compiled }: JudgedPolicy): Rehearsal | null {
  if (document === null || compiled === null) return null;
  const fetch = () => Promise.reject(new Error('a rehearsal reaches no network'));
  return createRehearsal(document, createWebPorts({ fetch }), { compiled });
}
