/**
 * A gateway in the real workerd between raw sockets and a recording origin, with its issuer on loopback.
 */
import type { RequestListener } from 'node:http';
import type { PolicyDocument } from '@sallyport/core';
import type { MintOptions, TestIssuer } from '@sallyport/core/testing';
import { type RecordingOrigin, serveHandler, startOrigin } from '../../support/loopback.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';
import { acmeIssuer, acmePolicy } from '../acme.ts';

/** Everything started. */
export interface Stage {
  readonly workerd: Workerd;
  readonly origin: RecordingOrigin;
  readonly issuer: TestIssuer;
  readonly send: (request: RawRequest) => Promise<RawAnswer>;
  /** An `Authorization` header line with a fresh token. */
  readonly bearer: (options?: MintOptions) => Promise<readonly [string, string]>;
  readonly stop: () => Promise<void>;
}

/** What to stage. */
export interface StageOptions {
  /** Sections of the policy, which may need the issuer's address. */
  readonly sections?: Partial<PolicyDocument> | ((issuer: string) => Partial<PolicyDocument>);
  readonly answers?: Readonly<Record<string, RequestListener>>;
  /** How the gateway reaches the origin. Default `binding`. */
  readonly reach?: 'binding' | 'url';
  readonly compatibilityFlags?: readonly string[];
  /** Worker source over the constant `policy`. Default: the gateway. */
  readonly source?: string;
}

const GATEWAY = `
import { createGatewayWorker } from '@sallyport/worker';
export default createGatewayWorker(policy);
`;

/** Starts the issuer, the origin and workerd. */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const { sections, answers, reach, compatibilityFlags = [], source = GATEWAY } = options;
  let issuer: TestIssuer | undefined;
  const issuing = await serveHandler((origin) => {
    issuer = acmeIssuer(origin);
    return issuer.fetch;
  });
  if (issuer === undefined) throw new Error('the issuer was not made');
  const minter = issuer;
  const origin = await startOrigin(answers);
  const policy = acmePolicy(minter.issuer, typeof sections === 'function' ? sections(minter.issuer) : sections);
  const workerd = await startWorkerd({
    worker: { source: `const policy = ${JSON.stringify(policy)};\n${source}` },
    compatibilityFlags,
    ...(reach === 'url'
      ? { vars: { ORIGIN_URL: origin.origin } }
      : { services: { ORIGIN: `127.0.0.1:${origin.port}` } }),
  });
  return {
    ...{ workerd, origin, issuer: minter },
    send: (request) => sendRaw(workerd.port, request),
    bearer: async (options) => ['Authorization', `Bearer ${await minter.mint({}, options)}`],
    stop: async () => {
      await Promise.all([workerd.stop(), origin.stop(), issuing.stop()]);
    },
  };
}
