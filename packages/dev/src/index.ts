/**
 * Sallyport on one machine: what `sallyport dev` runs.
 */
export type { ApiGateway, ApiGatewayCall, KeptAnswer } from './gates/api-gateway.ts';
export { API_KINDS, type ApiKind, toKindPolicy } from './gates/kinds.ts';
export { createRelayFetch } from './issuers/relay.ts';
export { OUTBOUND_PATH } from './issuers/server.ts';
export { isLoopback } from './issuers/stand-ins.ts';
export type { MatrixCell, RouteMatrix } from './playground/protocol.ts';
export { DEFAULT_PORTS, type DevPorts } from './server/dev-ports.ts';
export { PortTakenError } from './server/ports.ts';
export { type BuiltAuthorizer, type DevOptions, type DevSession, type SeenDecision, startDev } from './session.ts';
export { type TourGates, type TourRow, type TourToken, toExpected } from './tour/row.ts';
export { type KindResult, runTour, type TourResult } from './tour/run.ts';
export { toTourTable } from './tour/table.ts';
export { findApiGatewayPart, parseTour, type Tour } from './tour/tour.ts';
