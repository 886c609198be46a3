/**
 * `sallyport build`: writes what a gate ships, after every check. Nothing local passes: loopback and `http` are errors.
 */
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuiltPolicy, CompiledApiGateway, CompiledPolicy } from '@sallyport/core';
import { buildPolicy } from '@sallyport/core/check';
import { toPolicyModule } from '../build/policy-module.ts';
import { type WrittenFile, writeBuilt } from '../build/write.ts';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { readSnapshot, type SnapshotDates, toDatesText, toSnapshotDates } from '../keys/snapshot-file.ts';
import { toCount, toFindingLine } from '../report/finding-line.ts';
import { toProgressReader, withProgress } from '../report/progress.ts';
import { type LocatedFinding, sortFindings } from '../source/finding.ts';
import { DEFAULT_POLICY_FILE, judgePolicyFile } from '../source/judge.ts';
import { findGateLimits } from '../source/limits.ts';
import { paint, toPrintable, writeLine, writeOut } from '../terminal.ts';

/** A file with its size as people compare it. */
interface BuiltFile extends WrittenFile {
  /** Bytes after gzip, for what a runtime loads; null where that says nothing. */
  readonly gzipBytes: number | null;
}

/** One issuer's keys in the bundle: they serve without waiting, then through an outage, then not at all. */
interface BakedKeys extends SnapshotDates {
  readonly iss: string;
}

/** What `build --json` prints, one object. */
interface BuildReport {
  readonly ok: boolean;
  readonly file: string;
  readonly findings: readonly LocatedFinding[];
  readonly written: readonly BuiltFile[];
  /** Key sets baked into the bundle, with their dates in epoch seconds. */
  readonly keys: readonly BakedKeys[];
  /** `sha256:` and the policy's hash, null when nothing was built. */
  readonly policy: string | null;
}

/** The command. */
export const build: Command = createCommand({
  meta: {
    name: 'build',
    description: 'Write what a gate ships: the policy module, and for Lambda the bundle and zip',
  },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    gate: { type: 'enum', options: ['worker', 'lambda'], default: 'worker', description: 'The gate to build for' },
    out: {
      type: 'string',
      valueHint: 'folder',
      description: 'Where to write; .sallyport and authorizer beside the policy otherwise',
    },
    route: {
      type: 'string',
      valueHint: 'key',
      description: 'For a WebSocket API: the key of the route that $connect stands for, such as "GET /ws"',
    },
    keys: {
      type: 'string',
      valueHint: 'file',
      description: 'The snapshot of `keys pull` for --gate lambda; .sallyport/keys.json beside the policy otherwise',
    },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args }) => {
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const judged = await judgePolicyFile(file, { hosts: 'publicOnly', variables: 'assume' });
    const limits = await findGateLimits(judged.compiled, args.gate, toProgressReader(args.json));
    const findings = sortFindings([...judged.findings, ...limits.findings.map(judged.source.locate)]);
    const policy = findings.some(({ level }) => level === 'error') ? null : await buildPolicy(judged);
    const report: BuildReport =
      policy === null
        ? { ok: false, file, findings, written: [], keys: [], policy: null }
        : {
            ok: true,
            file,
            findings,
            ...(await writeGate(policy, file, { ...args, kind: toKind(judged.compiled, args) })),
          };
    if (args.json === true) await writeOut(`${JSON.stringify(report)}\n`);
    else {
      writeReport(report);
      for (const note of limits.notes) writeLine(`${paint('dim', 'note:')} ${note}`);
    }
    return (report.ok ? EXIT.ok : EXIT.findings) satisfies ExitCode;
  },
});

/**
 * The kind of authorizer that the policy declares.
 *
 * @throws CommandError (2) where `--route` is missing for a WebSocket API, names none of its routes, or is for another API.
 */
function toKind(
  compiled: CompiledPolicy | null,
  { gate, route }: { readonly gate: string; readonly route?: string | undefined },
): CompiledApiGateway['kind'] {
  const kind = compiled?.apiGateway.kind ?? 'rest-token';
  if (gate !== 'lambda' || kind !== 'websocket') {
    if (route === undefined) return kind;
    throw new CommandError(
      EXIT.usage,
      '--route is for --gate lambda where the policy\'s apiGateway.kind is "websocket"',
    );
  }
  const keys = (compiled?.routes.routes ?? []).map(({ key }) => key);
  if (route !== undefined && keys.includes(route)) return kind;
  const wrong = route === undefined ? 'a WebSocket API needs --route' : `the policy has no route "${route}"`;
  throw new CommandError(EXIT.usage, `${wrong}: name the key that $connect stands for, one of ${keys.join(', ')}`);
}

async function writeGate(
  policy: BuiltPolicy,
  file: string,
  options: {
    readonly gate: 'worker' | 'lambda';
    readonly out?: string | undefined;
    readonly keys?: string | undefined;
    readonly route?: string | undefined;
    readonly kind: CompiledApiGateway['kind'];
    readonly json?: boolean | undefined;
  },
): Promise<Pick<BuildReport, 'written' | 'keys' | 'policy'>> {
  const { gate, out } = options;
  const beside = dirname(file);
  const policySource = toPolicyModule(policy);
  const modulePath = join(out ?? join(beside, '.sallyport'), 'policy.ts');
  const module = await writeBuilt(modulePath, new TextEncoder().encode(policySource));
  const written: BuiltFile[] = [{ ...module, gzipBytes: null }];
  const snapshot = gate === 'lambda' ? await readSnapshot(options.keys ?? null, file) : null;
  if (gate === 'lambda') {
    // Loaded here alone: the Worker's build needs no bundler, wrangler has its own.
    const [{ bundleAuthorizer }, { zipAuthorizer }] = await Promise.all([
      import('../build/bundle.ts'),
      import('../build/zip.ts'),
    ]);
    const bundle = await withProgress('bundling the authorizer', toProgressReader(options.json), () =>
      bundleAuthorizer({
        ...{ policySource, plan: policy.plan, keys: snapshot, kind: options.kind },
        route: options.route ?? null,
      }),
    );
    const bundled = await writeBuilt(join(out ?? beside, 'authorizer', 'index.mjs'), bundle);
    const zipped = await writeBuilt(join(out ?? beside, 'authorizer.zip'), zipAuthorizer(bundle));
    written.push({ ...bundled, gzipBytes: gzipSync(bundle, { level: 9 }).length }, { ...zipped, gzipBytes: null });
  }
  const keys = (snapshot?.sets ?? []).map((set) => ({ iss: set.iss, ...toSnapshotDates(set) }));
  return { written, keys, policy: `sha256:${policy.sha256}` };
}

function writeReport(report: BuildReport): void {
  for (const finding of report.findings) writeLine(toFindingLine(finding));
  for (const { path, bytes, gzipBytes, state } of report.written) {
    const gzip = gzipBytes === null ? '' : `, ${toKilobytes(gzipBytes)} gzip`;
    writeLine(
      `${state === 'written' ? paint('green', 'wrote') : 'kept '} ${toPrintable(path)}  ${toKilobytes(bytes)}${gzip}`,
    );
  }
  for (const baked of report.keys) writeLine(`keys  ${toPrintable(baked.iss)}: ${toDatesText(baked)}`);
  const count = toCount(report.findings);
  if (report.policy !== null) writeLine(`policy ${report.policy}${count === null ? '' : `, ${count}`}`);
  else writeLine(`${toPrintable(report.file)}: ${paint('red', `nothing was built: ${count}`)}`);
}

function toKilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
