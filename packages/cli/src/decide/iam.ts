import type { AuthorizeRequest, CompiledPolicy, Decision } from '@sallyport/core';
import type { IamAnswer } from './answer.ts';
export function parseIamBase(text: string): string {
  return text;
}
export function createIamReader(
  _policy: CompiledPolicy,
  _base: string,
): (request: AuthorizeRequest, decide: (request: AuthorizeRequest) => Promise<Decision>) => Promise<IamAnswer> {
  throw new Error('not yet');
}
