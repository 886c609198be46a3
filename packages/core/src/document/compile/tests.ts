/**
 * Judges the policy's own table of expectations; `sallyport test` runs it.
 */
import { REASONS } from '../../decision/reasons.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import type { TestEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { findNearest, suggestNearest } from '../shape/nearest.ts';

/** Reports every row that could not be run. */
export function checkTests(tests: readonly TestEntry[], issuerNames: readonly string[], report: Report): void {
  for (const [index, { request, token, expect }] of tests.entries()) {
    const at = toPointer('tests', index);
    if (!/^[A-Z]+ [^\s]+$/.test(request)) {
      const message = 'a request is a method and a path with one space between them';
      const pointer = toChildPointer(at, 'request');
      report.error({ pointer, code: 'test-request', message, suggestion: 'write it like "GET /orders/1"' });
    }
    if (token !== undefined && !issuerNames.includes(token.issuer)) {
      report.error({
        pointer: toChildPointer(toChildPointer(at, 'token'), 'issuer'),
        code: 'unknown-issuer',
        message: `there is no issuer "${token.issuer.slice(0, 60)}" in this policy`,
        suggestion: suggestNearest(token.issuer, issuerNames),
      });
    }
    checkExpectation(expect, toChildPointer(at, 'expect'), report);
  }
}

function checkExpectation(expect: string, pointer: string, report: Report): void {
  if (expect === 'allow' || expect === 'deny') return;
  const reason = /^deny:(.*)$/.exec(expect)?.[1];
  if (reason !== undefined && Object.hasOwn(REASONS, reason)) return;
  const nearest = findNearest(reason ?? expect, reason === undefined ? ['allow', 'deny'] : Object.keys(REASONS));
  const meant = reason === undefined ? nearest : `deny:${nearest}`;
  report.error({
    pointer,
    code: 'test-expectation',
    message: 'expected "allow", "deny" or "deny:" and a reason',
    suggestion: nearest === null ? null : `did you mean "${meant}"?`,
  });
}
