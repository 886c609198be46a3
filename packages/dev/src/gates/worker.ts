/**
 * The Worker gate in real workerd, its outbound requests kept on this machine.
 *
 * The socket leads straight to the Worker: miniflare's own entry would resolve dot segments before the gate saw them.
 */
import { type DevConfig, Miniflare, Response as MiniflareResponse } from 'miniflare';
import type { Outbound } from '../issuers/outbound.ts';
import { type OnDecision, parseDecisionLine } from './decision-lines.ts';

/** A running Worker gate. */
export interface WorkerGate {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** The Worker's entry; the log goes out as JSON text, which is what comes back here whole. */
export const WORKER_ENTRY: string = `
import { createGatewayWorker } from '@sallyport/worker';
import policy from 'sallyport:policy';
export default createGatewayWorker(policy, { log: (record) => console.log(JSON.stringify(record)) });
`;

/** What the Worker gate is started with. */
export interface WorkerGateOptions {
  readonly port: number;
  readonly bundle: string;
  /** Values for the policy's `\${NAME}`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly outbound: Outbound;
  readonly origin: (request: Request) => Promise<Response>;
  readonly onDecision: OnDecision;
}

const COMPATIBILITY_DATE = '2026-10-01';

/** Starts workerd with the gate on 127.0.0.1. */
export async function startWorkerGate(options: WorkerGateOptions): Promise<WorkerGate> {
  const variables = Object.entries(options.variables).map(([name, value]) => [name, { type: 'text', value } as const]);
  const keepSignals = holdSignals();
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    cf: false,
    handleStructuredLogs: ({ message }) => {
      const record = parseDecisionLine(message);
      if (record) options.onDecision(record);
    },
    workers: [
      {
        config: {
          name: 'gate',
          compatibilityDate: COMPATIBILITY_DATE,
          manifest: { mainModule: 'index.js', modules: { 'index.js': { type: 'esm', contents: options.bundle } } },
          env: { ...Object.fromEntries(variables), ORIGIN: { type: 'fetcher', handler: toHandler(options.origin) } },
        },
        dev: {
          outboundService: { type: 'fetcher', handler: toHandler(options.outbound) },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: options.port }],
        },
      },
    ],
  });
  keepSignals();
  await miniflare.ready;
  const address = await miniflare.unsafeGetDirectURL('gate');
  return { port: Number(address.port), close: () => miniflare.dispose() };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Takes back the signal listeners that miniflare adds: they would exit before the session has ended its services. */
function holdSignals(): () => void {
  const before = new Map(SIGNALS.map((signal) => [signal, new Set(process.listeners(signal))]));
  return () => {
    for (const signal of SIGNALS) {
      for (const listener of process.listeners(signal)) {
        if (!before.get(signal)?.has(listener)) process.off(signal, listener);
      }
    }
  };
}

type Handler = Extract<NonNullable<DevConfig['outboundService']>, { type: 'fetcher' }>['handler'];

/** Miniflare's requests and responses are undici's own classes: carried over by parts. */
function toHandler(answer: (request: Request) => Promise<Response>): Handler {
  return async (incoming) => {
    const body = incoming.body === null ? null : await incoming.arrayBuffer();
    const headers = new Headers([...incoming.headers]);
    const response = await answer(
      new Request(incoming.url, { method: incoming.method, headers, redirect: 'manual', body }),
    );
    return new MiniflareResponse(await response.arrayBuffer(), {
      status: response.status,
      headers: [...response.headers],
    });
  };
}
