/**
 * Mistakes that the published types must refuse, one a marked line.
 */
import { createAuthorizer, createWebPorts, type Decision, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { sallyport } from '@sallyport/worker';

const issuers = { machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } };

export const noIssuers: PolicyDocument = { routes: { 'GET /health': 'public' } }; // refused
export const noRoutes: PolicyDocument = { issuers }; // refused
export const unknownAccess: PolicyDocument = { issuers, routes: { 'GET /health': 'publik' } }; // refused
export const unknownKey: PolicyDocument = { issuers, routes: { 'GET /a': { scope: ['read'] } } }; // refused
export const listOfIssuers: PolicyDocument = { issuers, routes: { 'GET /a': { issuer: ['machines'] } } }; // refused

export const noPorts = createAuthorizer({ issuers, routes: {} }); // refused
export const halfPorts = createAuthorizer({ issuers, routes: {} }, { clock: () => 0 }); // refused
export const noPolicy = sallyport(); // refused
export const unknownAlgorithm = createTestIssuer({ algorithm: 'HS256' }); // refused
export const clockInText = createWebPorts({ clock: '0' }); // refused

/** A reason is only there on a denial, and only one of the table's. */
export function toReason(decision: Decision): string {
  if (decision.effect === 'allow') return decision.reason; // refused
  if (decision.reason === 'not_a_reason') return ''; // refused
  if (decision.effect === 'denied') return ''; // refused
  return decision.reason;
}
