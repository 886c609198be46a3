/**
 * The commands by name, each loaded only when it runs: `check` must not wait for a bundler, nor need what `dev` needs.
 */
import type { Command } from '../command.ts';

/** One entry of the registry. */
export interface CommandEntry {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

/** In the order in which `--help` lists them. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'init',
    {
      description: 'A new policy with its first tests, and the files of a gate',
      load: async () => (await import('./init.ts')).init,
    },
  ],
  [
    'check',
    {
      description: 'Every finding in a policy, with its place and a suggestion',
      load: async () => (await import('./check.ts')).check,
    },
  ],
  [
    'decide',
    {
      description: 'Decide requests from standard input, one JSON line each',
      load: async () => (await import('./decide.ts')).decide,
    },
  ],
  [
    'explain',
    {
      description: 'Why a request is allowed or denied, phase by phase, and what would change it',
      load: async () => (await import('./explain.ts')).explain,
    },
  ],
  [
    'build',
    {
      description: 'Write what a gate ships: the policy module, and for Lambda the bundle and zip',
      load: async () => (await import('./build.ts')).build,
    },
  ],
  [
    'keys pull',
    {
      description: "Fetch the issuers' keys into a snapshot that `build --gate lambda` bakes in",
      load: async () => (await import('./keys-pull.ts')).keysPull,
    },
  ],
  [
    'dev',
    {
      description: 'Both gates on this machine, or the Worker gate alone, with local issuers and an echo origin',
      load: async () => (await import('./dev.ts')).dev,
    },
  ],
  [
    'token',
    {
      description: "A token from the local issuer, or by client credentials from the policy's own",
      load: async () => (await import('./token.ts')).token,
    },
  ],
  [
    'test',
    {
      description: "The policy's own tests and what they cover, without a network",
      load: async () => (await import('./test.ts')).test,
    },
  ],
  [
    'routes',
    {
      description: 'The route matrix: who gets where, and what changed since a revision',
      load: async () => (await import('./routes.ts')).routes,
    },
  ],
]);
