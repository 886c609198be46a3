/**
 * Sallyport on one machine: what `sallyport dev` runs.
 */
export { PortTakenError } from './server/ports.ts';
export {
  DEFAULT_PORTS,
  type DevOptions,
  type DevPorts,
  type DevSession,
  type SeenDecision,
  startDev,
} from './session.ts';
export { parseTour, type TourRow, type TourToken } from './tour/row.ts';
export { runTour, type TourResult } from './tour/run.ts';
export { toTourTable } from './tour/table.ts';
