/**
 * aws-jwt-verify: `JwtVerifier`, with its own cache, penalty box and fetcher.
 *
 * It fetches over TLS only. Its fetcher takes request options: here an agent that connects to loopback without TLS, so
 * that its own code, retries included, speaks to the server of the row.
 */
import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Contender } from '../row.ts';
import { AUDIENCE, ISSUER } from '../signer.ts';
import { askLibrary } from './library.ts';

class PlainAgent extends Agent {
  override createConnection(options: {
    readonly host?: string | null;
    readonly port?: string | number | null;
  }): Socket {
    return connect(Number(options.port), options.host ?? '127.0.0.1');
  }
}

/** No option of it requires a claim, refuses `crit` or looks at `typ`; both profiles are the README's. */
export const awsJwtVerify: Contender = {
  name: 'aws-jwt-verify',
  waitsBy: 'timers',
  create: ({ jwksUrl }) => {
    const jwksUri = jwksUrl.replace('http://127.0.0.1', 'https://127.0.0.1');
    const fetcher = new SimpleFetcher({ defaultRequestOptions: { agent: new PlainAgent() } });
    const verifier = JwtVerifier.create(
      { issuer: ISSUER, audience: AUDIENCE, jwksUri },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    return { ask: (token) => askLibrary(() => verifier.verify(token)) };
  },
};
