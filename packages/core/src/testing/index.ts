/**
 * `@sallyport/core/testing`: an issuer and a clock for tests of a policy, with no port and no network.
 */
export { createTestClock, type TestClock } from './clock.ts';
export type { FailureMode } from './failure.ts';
export { createTestFetch, type TestFetch, type TestSite } from './fetch.ts';
export { type HmacOptions, mintHmac } from './hmac.ts';
export { createTestIssuer, type TestIssuer, type TestIssuerOptions } from './issuer.ts';
export type { MintOptions } from './mint.ts';
export type { TestEndpoint } from './places.ts';
export { isTestPreset, type TestPreset } from './shape.ts';
export type { KeyChoice, TestAlgorithm } from './signing-keys.ts';
export type { TestClient } from './token-endpoint.ts';
