import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGithubLines } from '../../../packages/cli/src/report/github.ts';
import { EXPLAINED_CODES, toRuleHelp } from '../../../packages/cli/src/report/rule-help.ts';
import { toSarif } from '../../../packages/cli/src/report/sarif.ts';
import type { LocatedFinding } from '../../../packages/cli/src/source/finding.ts';
import { createFolder, type Folder, runSallyport } from '../commands/sallyport.ts';

const FINDING: LocatedFinding = {
  ...{ level: 'error', code: 'unknown-key', file: 'api/sallyport.jsonc', line: 3, column: 7 },
  ...{ pointer: '/routes/GET ~1a/scope', message: 'unknown key "scope"', suggestion: 'did you mean "scopes"?' },
};

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly help: { readonly text: string };
          readonly defaultConfiguration: { readonly level: string };
        }[];
      };
    };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region?: { readonly startLine: number; readonly startColumn?: number };
        };
      }[];
    }[];
  }[];
}

describe('GitHub annotations', () => {
  test('name file, line, column, code, and say what would settle it', () => {
    expect(toGithubLines({ findings: [FINDING], notes: [] })).toEqual([
      '::error file=api/sallyport.jsonc,line=3,col=7,title=sallyport unknown-key::routes["GET /a"].scope: unknown key "scope" (did you mean "scopes"?)',
    ]);
  });

  test('have no place where there is none, and tell notes as notices', () => {
    const warning = { ...FINDING, level: 'warning', line: null, column: null, suggestion: null } as const;
    expect(toGithubLines({ findings: [warning], notes: ['50% of it'] })).toEqual([
      '::warning file=api/sallyport.jsonc,title=sallyport unknown-key::routes["GET /a"].scope: unknown key "scope"',
      '::notice title=sallyport::50%25 of it',
    ]);
  });

  test('let no key or file of a pull request write a command or a property of its own', () => {
    const evil = 'x%0A::set-env name=A::b\r\n::error file=other,line=1::gone';
    const [line = '', ...more] = toGithubLines({
      findings: [{ ...FINDING, file: 'a,line=9:b%.jsonc', message: evil, pointer: `/routes/${evil}` }],
      notes: [],
    });
    expect(more).toEqual([]);
    expect(line).not.toMatch(/[\r\n]/);
    expect(line).toMatch(/^::error file=a%2Cline=9%3Ab%25\.jsonc,line=3,col=7,title=/);
    expect(line).toContain('x%250A::set-env');
  });
});

describe('SARIF', () => {
  const other: LocatedFinding = { ...FINDING, code: 'look-alike-routes', level: 'warning', line: null, column: null };
  const log = toSarif({ findings: [FINDING, other, FINDING], notes: ['a note'] }, '1.2.3') as Sarif;

  test('has every required member, and a rule with help for each result', () => {
    expect([log.version, log.$schema]).toEqual(['2.1.0', 'https://json.schemastore.org/sarif-2.1.0.json']);
    const [run] = log.runs;
    expect(run?.tool.driver).toMatchObject({ name: 'sallyport', version: '1.2.3' });
    expect(run?.invocations[0]?.executionSuccessful).toBe(true);
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(['look-alike-routes', 'unknown-key']);
    for (const { shortDescription, help } of rules) {
      expect(shortDescription.text).toMatch(/^[A-Z].*\.$/);
      expect(help.text.length).toBeGreaterThan(20);
    }
    expect(run?.results).toHaveLength(3);
    for (const { ruleId, ruleIndex, level, message, locations } of run?.results ?? []) {
      expect(rules[ruleIndex]?.id).toBe(ruleId);
      expect(['error', 'warning']).toContain(level);
      expect(message.text).toContain('unknown key');
      expect(locations).toHaveLength(1);
    }
  });

  test('places results, and leaves the region out where there is none', () => {
    const [first, second] = log.runs[0]?.results ?? [];
    expect(first?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'api/sallyport.jsonc', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 7 },
    });
    expect(second?.locations[0]?.physicalLocation.region).toBeUndefined();
  });

  test('knows a finding again after lines were added above it, and escapes what a URI cannot hold', () => {
    const moved = toSarif({ findings: [{ ...FINDING, line: 9, file: 'a b/ü%.jsonc' }], notes: [] }, '1') as Sarif;
    expect(moved.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      'a%20b/%C3%BC%25.jsonc',
    );
    const again = toSarif({ findings: [{ ...FINDING, line: 9 }], notes: [] }, '1') as Sarif;
    expect(again.runs[0]?.results[0]?.partialFingerprints).toEqual(log.runs[0]?.results[0]?.partialFingerprints);
  });

  test('has a sentence for every rule, known or not', () => {
    for (const code of [...EXPLAINED_CODES, 'never-heard-of']) expect(toRuleHelp(code)).toMatch(/^.+\.$/);
    expect(toRuleHelp('constructor')).toContain('constructor');
  });
});

describe('check --format', () => {
  let folder: Folder;
  beforeAll(async () => {
    folder = await createFolder();
    await folder.place('sallyport.jsonc', '{ "issuers": {}, "routes": { "GET /a": "pubic" } }');
  });
  afterAll(() => folder.remove());
  const run = (...args: string[]) => runSallyport(['check', ...args], { cwd: folder.path });

  test('writes the formats of machines to standard output alone, with the exit code of the findings', async () => {
    const github = await run('--format', 'github');
    expect(github.stdout).toMatch(/^::error file=sallyport\.jsonc,line=1,col=40,title=sallyport /);
    const sarif = await run('--format', 'sarif');
    expect((JSON.parse(sarif.stdout) as Sarif).runs[0]?.results.length).toBeGreaterThan(0);
    const json = await run('--format', 'json');
    expect(json.stdout).toBe((await run('--json')).stdout);
    for (const { exitCode, stderr } of [github, sarif, json]) expect([exitCode, stderr]).toEqual([1, '']);
    const pretty = await run('--format', 'pretty');
    expect([pretty.exitCode, pretty.stdout]).toEqual([1, '']);
  });

  test('tells of a file that cannot be read in every format, exit 2', async () => {
    const github = await run('none.jsonc', '--format', 'github');
    expect(github.stdout).toBe(
      '::error file=none.jsonc,title=sallyport file-unreadable::/: there is no file none.jsonc\n',
    );
    const sarif = await run('none.jsonc', '--format', 'sarif');
    expect((JSON.parse(sarif.stdout) as Sarif).runs[0]?.results).toMatchObject([{ ruleId: 'file-unreadable' }]);
    expect([github.exitCode, sarif.exitCode]).toEqual([2, 2]);
  });

  test('and --json exclude each other, and --openapi-base needs --openapi', async () => {
    expect(await run('--format', 'sarif', '--json')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('--openapi-base', '/v1')).toMatchObject({ exitCode: 2, stdout: '' });
    const format = await run('--format', 'xml');
    expect([format.exitCode, format.stderr]).toEqual([2, expect.stringContaining('pretty or json or github or sarif')]);
  });

  test('--openapi puts findings at both files, each with its place', async () => {
    const policy = {
      issuers: { a: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
      routes: { 'GET /a': 'authenticated', 'GET /b': 'authenticated' },
    };
    await folder.place('good.jsonc', policy);
    await folder.place('api.yaml', 'openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n  /c:\n    put: {}\n');
    const github = await run('good.jsonc', '--openapi', 'api.yaml', '--format', 'github');
    expect(github.exitCode).toBe(1);
    expect(github.stdout).toMatch(
      /^::warning file=good\.jsonc,line=[0-9]+,col=[0-9]+,title=sallyport openapi-rule-unused::/m,
    );
    expect(github.stdout).toContain('::error file=api.yaml,line=6,col=5,title=sallyport openapi-route-unmatched::');
    expect(await run('good.jsonc', '--openapi', 'good.jsonc')).toMatchObject({ exitCode: 2 });
    const base = await run('good.jsonc', '--openapi', 'api.yaml', '--openapi-base', 'https://x.dev');
    expect([base.exitCode, base.stderr]).toEqual([2, expect.stringContaining('takes a path')]);
  });
});
