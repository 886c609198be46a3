/**
 * How a key source tells its operator what happened.
 */
import type { Ports } from '../ports.ts';
import type { KeyEvent } from './source.ts';

/** Tells of one event of one issuer's keys; never throws. */
export type TellKeyEvent = (kind: KeyEvent['kind'], why?: string) => void;

/** Binds the port to an issuer. An observer that throws must not turn a refresh into a failed one. */
export function createKeyEvents(iss: string, ports: Pick<Ports, 'onKeyEvent'>): TellKeyEvent {
  return (kind, why) => {
    try {
      ports.onKeyEvent?.(why === undefined ? { kind, iss } : { kind, iss, why });
    } catch {
      // The observer's defect; it has nothing to say about the keys.
    }
  };
}
