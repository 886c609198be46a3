/**
 * The ports of a session's services: what was asked for, the defaults, and which of them are needed at all.
 */
import { findPort } from './ports.ts';

/** The ports of the services on 127.0.0.1. */
export interface DevPorts {
  readonly worker: number;
  readonly issuer: number;
  /** Absent where the Worker gate is served alone. */
  readonly apiGateway?: number;
  /** Absent where no playground is served. */
  readonly playground?: number;
}

/** Where each service listens unless told otherwise. */
export const DEFAULT_PORTS: Required<DevPorts> = { worker: 8787, issuer: 8788, apiGateway: 8789, playground: 8790 };

/**
 * A free port for the Worker gate and the issuers, and for each service of `further`.
 *
 * @param asked - Ports asked for by number; those of services that are not served are not looked at.
 * @throws PortTakenError where a port asked for is busy.
 */
export async function findPorts(
  asked: Partial<DevPorts>,
  further: readonly ('apiGateway' | 'playground')[],
): Promise<DevPorts> {
  const taken = new Set<number>();
  const find = async (name: keyof DevPorts): Promise<number> => {
    const port = await findPort(
      asked[name] ?? DEFAULT_PORTS[name],
      asked[name] === undefined ? 'default' : 'exactly',
      taken,
    );
    taken.add(port);
    return port;
  };
  return {
    worker: await find('worker'),
    issuer: await find('issuer'),
    ...(further.includes('apiGateway') ? { apiGateway: await find('apiGateway') } : {}),
    ...(further.includes('playground') ? { playground: await find('playground') } : {}),
  };
}
