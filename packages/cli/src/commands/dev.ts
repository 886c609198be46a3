/**
 * `sallyport dev`: both gates, their issuers and an origin on this machine, with the policy as it is.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { REASONS, type Reason } from '@sallyport/core';
import { HINTS } from '@sallyport/core/check';
import type * as Dev from '@sallyport/dev';
import { bundleAuthorizer } from '../build/bundle.ts';
import { type Command, createCommand } from '../command.ts';
import { CACHE_FOLDER, writeAddresses } from '../dev/address-file.ts';
import { toGreeting } from '../dev/greeting.ts';
import { parsePort } from '../dev/ports.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { parseSource } from '../source/parse.ts';
import { readTextFile } from '../source/read.ts';
import { paint, writeLine, writeOut } from '../terminal.ts';
import { loadOnDemand } from './on-demand.ts';

/** The command. */
export const dev: Command = createCommand({
  meta: { name: 'dev', description: 'Both gates on this machine, with local issuers and an echo origin' },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    once: {
      type: 'boolean',
      description: 'Make the requests of tour.jsonc beside the policy, print what came, and end',
    },
    json: { type: 'boolean', description: 'With --once: one JSON object a request on standard output' },
    'worker-port': { type: 'string', description: 'Port of the Worker gate (8787, or the next free one)' },
    'issuer-port': { type: 'string', description: 'Port of the local issuers (8788, or the next free one)' },
    'api-gateway-port': { type: 'string', description: 'Port of the local API Gateway (8789, or the next free one)' },
  },
  run: async ({ args }) => {
    const tools = await loadOnDemand('dev', '@sallyport/dev', () => import('@sallyport/dev'));
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const judged = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'resolve' });
    if (judged.document === null) {
      for (const finding of judged.findings) writeLine(toFindingLine(finding));
      return EXIT.findings satisfies ExitCode;
    }
    const tour = await readTour(file, tools, args.once === true);
    const ports = {
      ...toPort('worker', parsePort('worker-port', args['worker-port'])),
      ...toPort('issuer', parsePort('issuer-port', args['issuer-port'])),
      ...toPort('apiGateway', parsePort('api-gateway-port', args['api-gateway-port'])),
    };
    const folder = await mkdir(CACHE_FOLDER, { recursive: true }).then(() => mkdtemp(join(CACHE_FOLDER, 'dev-')));
    try {
      return await serve(tools, judged, tour, ports, folder, args);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function serve(
  tools: typeof Dev,
  judged: JudgedPolicy,
  tour: readonly Dev.TourRow[],
  ports: Partial<Dev.DevPorts>,
  folder: string,
  { once, json }: { readonly once?: boolean | undefined; readonly json?: boolean | undefined },
): Promise<ExitCode> {
  const { document } = judged;
  if (document === null) return EXIT.findings;
  writeLine(paint('dim', 'building both gates ...'));
  const authorizerPath = join(folder, 'authorizer.mjs');
  // The document, not a built policy: what ships refuses loopback issuers, and here one may be reached as it is.
  await writeFile(
    authorizerPath,
    await bundleAuthorizer({ policySource: `export const policy = ${JSON.stringify(document)};` }),
  );
  const session = await tools
    .startDev({
      ...{ policy: document, authorizerPath, variables: toVariables(process.env), ports },
      ...(once === true ? {} : { onDecision: reportDecision }),
    })
    .catch((error: unknown) => {
      if (!(error instanceof tools.PortTakenError)) throw error;
      throw new CommandError(EXIT.usage, `${error.message}: name another one, or leave the option out`);
    });
  const forget = await writeAddresses(session.ports);
  try {
    reportMovedPorts(session.ports, ports, tools.DEFAULT_PORTS);
    for (const line of toGreeting(session, tour)) writeLine(line);
    if (once !== true) {
      writeLine(paint('dim', '\n  Ctrl-C ends everything.'));
      await untilInterrupted();
      return EXIT.ok;
    }
    const results = await tools.runTour(session, tour, (result) => {
      if (json !== true) writeLine(paint('dim', `  ${result.agrees ? '✔' : '✘'} ${result.name}`));
    });
    if (json === true) for (const result of results) await writeOut(`${JSON.stringify(result)}\n`);
    else await writeOut(`\n${tools.toTourTable(results)}\n`);
    const agreeing = results.filter(({ agrees }) => agrees).length;
    writeLine(`\n${agreeing} of ${results.length} rows agree at both gates`);
    return agreeing === results.length ? EXIT.ok : EXIT.findings;
  } finally {
    await forget();
    await session.stop();
  }
}

/** The tour beside the policy. Without one there is nothing to make of `--once`. */
async function readTour(policyFile: string, tools: typeof Dev, once: boolean): Promise<readonly Dev.TourRow[]> {
  const file = join(dirname(policyFile), 'tour.jsonc');
  const read = await readTextFile(file);
  if (read.kind === 'unreadable') {
    if (once) throw new CommandError(EXIT.usage, `${read.message}: --once makes the requests that it lists`);
    return [];
  }
  const source = parseSource(read.text, file);
  try {
    if (source.findings.length === 0) return tools.parseTour(source.value);
  } catch (error) {
    throw new CommandError(EXIT.usage, `${file}: ${error instanceof Error ? error.message : 'not a tour'}`);
  }
  for (const finding of source.findings) writeLine(toFindingLine(finding));
  throw new CommandError(EXIT.usage, `${file} is not valid JSON with comments`);
}

function toPort(name: keyof Dev.DevPorts, port: number | undefined): Partial<Dev.DevPorts> {
  return port === undefined ? {} : { [name]: port };
}

function toVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function reportMovedPorts(ports: Dev.DevPorts, asked: Partial<Dev.DevPorts>, defaults: Dev.DevPorts): void {
  for (const name of ['worker', 'issuer', 'apiGateway'] as const) {
    if (asked[name] === undefined && ports[name] !== defaults[name]) {
      writeLine(paint('yellow', `  port ${defaults[name]} is in use: ${name} listens on ${ports[name]}`));
    }
  }
}

function reportDecision({ gate, record }: Dev.SeenDecision): void {
  if (record.effect === 'allow') return;
  const where = gate === 'edge' ? 'worker' : 'API Gateway';
  const route = record.route === null ? '' : ` at "${record.route}"`;
  const about = record.about === null ? '' : ` (${record.about})`;
  writeLine(`  ${paint('red', 'DENY')} ${record.status} ${record.reason}${about}${route}  ${paint('dim', where)}`);
  if (isReason(record.reason)) writeLine(paint('dim', `       ${HINTS[record.reason]}`));
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && Object.hasOwn(REASONS, reason);
}

/** Resolves on the first interrupt; a second one finds the default action in place again. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
