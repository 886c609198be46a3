/**
 * `sallyport dev`: both gates, their issuers and an origin on this machine, with the policy as it is; the Worker gate alone
 * for a policy that the Lambda gate would not start with.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Dev from '@sallyport/dev';
import { type Command, createCommand } from '../command.ts';
import { CACHE_FOLDER, writeAddresses } from '../dev/address-file.ts';
import { type AuthorizersInput, buildAuthorizers, findConnectRoute } from '../dev/authorizers.ts';
import { toDecisionLines } from '../dev/decision-lines.ts';
import { findFirstRequests } from '../dev/first-requests.ts';
import { toFirstRequestLines, toGreeting } from '../dev/greeting.ts';
import { toKeptLine } from '../dev/kept-answer.ts';
import { createPageMatrix } from '../dev/page-matrix.ts';
import { parsePort } from '../dev/ports.ts';
import { readTour } from '../dev/tour-file.ts';
import { chooseGates } from '../dev/worker-alone.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { createPolicyRehearsal } from '../policy-tests/rehearsal.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { toProgressReader, withProgress } from '../report/progress.ts';
import { toOwnName } from '../shell-command.ts';
import { DEFAULT_POLICY_FILE, type JudgedPolicy, judgePolicyFile } from '../source/judge.ts';
import { findStartRefusals } from '../source/limits.ts';
import { paint, writeLine, writeOut } from '../terminal.ts';
import { loadOnDemand } from './on-demand.ts';

/** The command. */
export const dev: Command = createCommand({
  meta: {
    name: 'dev',
    description: 'Both gates on this machine, or the Worker gate alone, with local issuers and an echo origin',
  },
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
    route: {
      type: 'string',
      valueHint: 'key',
      description: 'For a WebSocket API: the key of the route that $connect stands for, such as "GET /ws"',
    },
    'worker-port': {
      type: 'string',
      valueHint: 'port',
      description: 'Port of the Worker gate (8787, or the next free one)',
    },
    'issuer-port': {
      type: 'string',
      valueHint: 'port',
      description: 'Port of the local issuers (8788, or the next free one)',
    },
    'api-gateway-port': {
      type: 'string',
      valueHint: 'port',
      description: 'Port of the local API Gateway (8789, or the next free one)',
    },
    'playground-port': {
      type: 'string',
      valueHint: 'port',
      description: 'Port of the playground (8790, or the next free one)',
    },
  },
  run: async ({ args }) => {
    if (args.json === true && args.once !== true) throw new CommandError(EXIT.usage, '--json goes with --once');
    const tools = await loadOnDemand('dev', '@sallyport/dev', () => import('@sallyport/dev'));
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const judged = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'resolve' });
    const { document, compiled } = judged;
    if (document === null || compiled === null) {
      for (const finding of judged.findings) writeLine(toFindingLine(finding));
      return EXIT.usage satisfies ExitCode;
    }
    const refusals = (await findStartRefusals(compiled)).map(judged.source.locate);
    const gates = chooseGates(refusals, args);
    const need = args.once === true ? 'required' : 'optional';
    const tour = await readTour(file, tools, compiled.apiGateway.kind, { need, gates });
    const kinds = toKinds(tour, { need, gates });
    const connectRoute = findConnectRoute(compiled, kinds, { option: args.route, tour: tour.connect });
    const ports = {
      ...toPort('worker', parsePort('worker-port', args['worker-port'])),
      ...toPort('issuer', parsePort('issuer-port', args['issuer-port'])),
      ...toPort('apiGateway', parsePort('api-gateway-port', args['api-gateway-port'])),
      ...toPort('playground', parsePort('playground-port', args['playground-port'])),
    };
    const folder = await mkdir(CACHE_FOLDER, { recursive: true }).then(() => mkdtemp(join(CACHE_FOLDER, 'dev-')));
    try {
      const page = args.once === true ? {} : { playground: { matrix: await createPageMatrix(judged) } };
      const how = { ...args, page, judged };
      return await serve(tools, { document, kinds, connectRoute, folder }, tour.rows, ports, how);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** The kinds of API to serve. Further ones are for the tour: people who look by hand get the one that they deploy. */
function toKinds(
  { kinds }: Dev.Tour,
  { need, gates }: { readonly need: 'required' | 'optional'; readonly gates: Dev.TourGates },
): readonly Dev.ApiKind[] {
  if (gates === 'workerAlone') return [];
  return need === 'required' ? kinds : kinds.slice(0, 1);
}

async function serve(
  tools: typeof Dev,
  what: Omit<AuthorizersInput, 'variables'>,
  rows: readonly Dev.TourRow[],
  ports: Partial<Dev.DevPorts>,
  {
    once,
    json,
    page,
    judged,
  }: {
    readonly once?: boolean | undefined;
    readonly json?: boolean | undefined;
    readonly page: Pick<Dev.DevOptions, 'playground'>;
    readonly judged: JudgedPolicy;
  },
): Promise<ExitCode> {
  const variables = toVariables(process.env);
  const reader = toProgressReader(json);
  const build = () => buildAuthorizers(tools, { ...what, variables });
  const authorizers = await withProgress('building the authorizers', reader, build);
  const options: Dev.DevOptions = {
    ...{ policy: what.document, authorizers, variables, ports, ...page },
    ...(once === true ? {} : { onDecision: reportDecision, onKept: reportKept }),
  };
  const session = await withProgress('starting the issuers, the origin and the gates', reader, () =>
    tools.startDev(options),
  ).catch((error: unknown) => {
    if (!(error instanceof tools.PortTakenError)) throw error;
    throw new CommandError(EXIT.usage, `${error.message}: name another one, or leave the option out`);
  });
  const forget = await writeAddresses(session.ports);
  try {
    reportMovedPorts(session.ports, ports, tools.DEFAULT_PORTS);
    for (const line of toGreeting(tools, session, rows)) writeLine(line);
    if (rows.length === 0) for (const line of await suggest(session, judged)) writeLine(line);
    if (once !== true) {
      writeLine(paint('dim', '\n  Ctrl-C ends everything.'));
      await untilInterrupted();
      return EXIT.ok;
    }
    const results = await tools.runTour(session, rows, (result) => {
      if (json !== true) writeLine(paint('dim', `  ${result.agrees ? '✔' : '✘'} ${result.name}`));
    });
    if (json === true) for (const result of results) await writeOut(`${JSON.stringify(result)}\n`);
    else await writeOut(`\n${tools.toTourTable(results)}\n`);
    const agreeing = results.filter(({ agrees }) => agrees).length;
    writeLine(`\n${agreeing} of ${results.length} rows agree at ${toGatesText(session.apis.length)}`);
    return agreeing === results.length ? EXIT.ok : EXIT.findings;
  } finally {
    await forget();
    await session.stop();
  }
}

async function suggest(session: Dev.DevSession, judged: JudgedPolicy): Promise<readonly string[]> {
  const rehearsal = createPolicyRehearsal(judged);
  if (rehearsal === null) return [];
  const standIns = [...new Set(session.issuers.map(({ name }) => name))];
  const requests = await findFirstRequests(rehearsal, judged.document?.tests ?? [], standIns);
  return toFirstRequestLines(session, requests, toOwnName(process.env));
}

/** @param count - How many kinds of API were asked beside the Worker gate. */
function toGatesText(count: number): string {
  if (count === 0) return 'the Worker gate';
  return count === 1 ? 'both gates' : `both gates, API Gateway's in ${count} kinds`;
}

function toPort(name: keyof Dev.DevPorts, port: number | undefined): Partial<Dev.DevPorts> {
  return port === undefined ? {} : { [name]: port };
}

function toVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function reportMovedPorts(ports: Dev.DevPorts, asked: Partial<Dev.DevPorts>, defaults: Required<Dev.DevPorts>): void {
  for (const name of ['worker', 'issuer', 'apiGateway', 'playground'] as const) {
    if (ports[name] !== undefined && asked[name] === undefined && ports[name] !== defaults[name]) {
      const who = name === 'apiGateway' ? 'API Gateway' : name;
      writeLine(paint('yellow', `  port ${defaults[name]} is in use: ${who} listens on ${ports[name]}`));
    }
  }
}

function reportDecision(decision: Dev.SeenDecision): void {
  for (const line of toDecisionLines(decision, toOwnName(process.env))) writeLine(line);
}

function reportKept(answer: Dev.KeptAnswer): void {
  writeLine(toKeptLine(answer));
}

/** Resolves on the first interrupt; a second one finds the default action in place again. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
