/**
 * `sallyport keys pull`: fetches the issuers' keys into a snapshot, so that a cold Lambda waits for no issuer.
 */
import { type CompiledIssuer, createWebPorts, type KeyEvent, pullKeys, type SnapshotSet } from '@sallyport/core';
import { type WrittenFile, writeBuilt } from '../build/write.ts';
import { type Command, createCommand } from '../command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { type SnapshotDates, toDatesText, toSnapshotDates, toSnapshotPath } from '../keys/snapshot-file.ts';
import { toFindingLine } from '../report/finding-line.ts';
import { type ProgressReader, toProgressReader, withProgress } from '../report/progress.ts';
import { DEFAULT_POLICY_FILE, judgePolicyFile } from '../source/judge.ts';
import { paint, toPrintable, writeLine, writeOut } from '../terminal.ts';

/** What became of one issuer's keys. */
interface PulledIssuer {
  readonly issuer: string;
  readonly iss: string;
  readonly outcome: 'pulled' | 'in_policy' | 'behind_binding' | 'failed';
  /** Null where nothing was pulled. */
  readonly pulled: ({ readonly keyCount: number } & SnapshotDates) | null;
  /** Why it failed, and what the key source said on the way. */
  readonly why: readonly string[];
}

/** The command. */
export const keysPull: Command = createCommand({
  meta: {
    name: 'keys pull',
    description: "Fetch the issuers' keys into a snapshot that `build --gate lambda` bakes in",
  },
  args: {
    policy: {
      type: 'positional',
      required: false,
      description: `The policy file, ${DEFAULT_POLICY_FILE} when none is named`,
    },
    out: { type: 'string', valueHint: 'file', description: '.sallyport/keys.json beside the policy otherwise' },
    json: { type: 'boolean', description: 'One JSON object on standard output' },
  },
  run: async ({ args }) => {
    const file = args.policy ?? DEFAULT_POLICY_FILE;
    const { compiled, findings } = await judgePolicyFile(file, { hosts: 'loopbackAllowed', variables: 'resolve' });
    if (compiled === null) {
      for (const finding of findings) writeLine(toFindingLine(finding));
      throw new CommandError(EXIT.usage, `${file} has errors: nothing was fetched`);
    }
    const pulled = await pullAll(compiled.issuers, toProgressReader(args.json));
    const reports = pulled.map(({ report }) => report);
    const sets = pulled.flatMap(({ set }) => (set === null ? [] : [set]));
    const isWhole = reports.every(({ outcome }) => outcome !== 'failed');
    // A snapshot that lacks an issuer would look like one that has it: the old file stays until all answer.
    const written = isWhole ? await write(args.out ?? toSnapshotPath(file), sets) : null;
    if (args.json === true) await writeOut(`${JSON.stringify({ ok: isWhole, file, issuers: reports, written })}\n`);
    else writeReport(reports, written);
    return (isWhole ? EXIT.ok : EXIT.network) satisfies ExitCode;
  },
});

interface Pulled {
  readonly report: PulledIssuer;
  readonly set: SnapshotSet | null;
}

function pullAll(issuers: readonly CompiledIssuer[], reader: ProgressReader): Promise<readonly Pulled[]> {
  const text = `fetching the keys of ${issuers.length} ${issuers.length === 1 ? 'issuer' : 'issuers'}`;
  return withProgress(text, reader, ({ tell }) => {
    let done = 0;
    const pullOne = async (issuer: CompiledIssuer): Promise<Pulled> => {
      const pulled = await pull(issuer);
      done += 1;
      if (issuers.length > 1) tell(`${done} answered`);
      return pulled;
    };
    return Promise.all(issuers.map(pullOne));
  });
}

async function pull(issuer: CompiledIssuer): Promise<Pulled> {
  const why: string[] = [];
  const onKeyEvent = (event: KeyEvent): void => {
    if (event.why !== undefined)
      why.push(event.kind === 'refused_key' ? `a key was left out: ${event.why}` : event.why);
  };
  const named = { issuer: issuer.name, iss: issuer.iss, why };
  const { keys } = issuer;
  if ('binding' in keys && keys.binding !== null) {
    return { report: { ...named, pulled: null, outcome: 'behind_binding' }, set: null };
  }
  const answer = await pullKeys(issuer, createWebPorts({ onKeyEvent }));
  if (answer.kind === 'inline') return { report: { ...named, pulled: null, outcome: 'in_policy' }, set: null };
  if (answer.kind === 'failed') {
    why.unshift(answer.reason);
    return { report: { ...named, pulled: null, outcome: 'failed' }, set: null };
  }
  const set = { ...answer.scope, body: answer.stored.body, fetchedAt: Math.floor(answer.stored.fetchedAtMs / 1000) };
  const pulled = { keyCount: answer.keyCount, ...toSnapshotDates(set) };
  return { report: { ...named, outcome: 'pulled', pulled }, set };
}

function write(path: string, sets: readonly SnapshotSet[]): Promise<WrittenFile> {
  return writeBuilt(path, new TextEncoder().encode(`${JSON.stringify({ version: 1, sets }, null, 2)}\n`));
}

const WORDS: Readonly<Record<PulledIssuer['outcome'], string>> = {
  pulled: paint('green', 'pulled'),
  in_policy: paint('dim', 'in the policy, nothing to pull'),
  behind_binding: paint('dim', 'behind a service binding, which no command can reach'),
  failed: paint('red', 'failed'),
};

const ADVICE = 'an issuer gave no keys; sallyport check --online says which address failed, and how';

function writeReport(reports: readonly PulledIssuer[], written: WrittenFile | null): void {
  for (const { issuer, iss, outcome, pulled, why } of reports) {
    const count = pulled === null ? '' : `, ${pulled.keyCount} ${pulled.keyCount === 1 ? 'key' : 'keys'}`;
    writeLine(`${toPrintable(issuer)}  ${toPrintable(iss)}  ${WORDS[outcome]}${count}`);
    for (const line of [...(pulled === null ? [] : [toDatesText(pulled)]), ...new Set(why)]) writeLine(`  ${line}`);
  }
  if (written === null) writeLine(`${paint('red', 'nothing was written')}: ${ADVICE}`);
  else writeLine(`${written.state === 'written' ? paint('green', 'wrote') : 'kept '} ${toPrintable(written.path)}`);
}
