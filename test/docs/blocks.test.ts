/** Code blocks of the guides and the README that are neither commands, nor compiled, nor policies. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthorizer, createWebPorts, toLogRecord } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { resolveAnswers } from '../../packages/cli/src/init/answers.ts';
import { toPolicyText } from '../../packages/cli/src/init/policy-text.ts';
import { parseSource } from '../../packages/cli/src/source/parse.ts';
import { type CodeBlock, DOCUMENTS, ROOT } from './markdown.ts';

interface Placed extends CodeBlock {
  readonly place: string;
}

const BLOCKS: readonly Placed[] = DOCUMENTS.filter(
  ({ path }) => path.startsWith('docs/') || path === 'README.md',
).flatMap(({ path, blocks }) => blocks.map((block) => ({ ...block, place: `${path}:${block.line}` })));

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const isWrangler = ({ language, text }: CodeBlock): boolean =>
  language === 'jsonc' && /^\s*\/\/ wrangler\.jsonc/.test(text);
/** Samples that make a token and judge the answer themselves. */
const isSelfChecking = ({ language, text }: CodeBlock): boolean =>
  language === 'ts' && text.includes('throw new Error');

/** Who looks at a block: each has one, and the last have a reason. */
const LOOKED_AT: Readonly<Record<string, (block: CodeBlock) => boolean>> = {
  'compiled by code-blocks.test.ts': ({ language }) => language === 'ts',
  'loaded by policies.test.ts': (block) => block.language === 'jsonc' && !isWrangler(block),
  'held against examples/gateway, which is deployed dry': isWrangler,
  'a command, in guide-lines.ts': ({ language }) => language === 'sh',
  'held against the template of examples/api-gateway': ({ language }) => language === 'yaml',
  'held against a record': ({ language }) => language === 'json',
  // What `start --once` prints is a step of CI of its own; these are some of its lines.
  'an excerpt of what a step of CI prints': ({ language, text }) =>
    language === 'text' && /REST +REST +HTTP/.test(text),
};

test.each(BLOCKS.map((block) => [block.place, block] as const))('%s is looked at', (_place, block) => {
  const names = Object.entries(LOOKED_AT).filter(([, isOwn]) => isOwn(block));
  expect(names.map(([name]) => name)).toHaveLength(1);
});

describe('wrangler.jsonc of a guide', () => {
  const blocks = BLOCKS.filter(isWrangler);
  test.each(blocks.map(({ place, text }) => [place, text] as const))(
    '%s is part of the one deployed',
    (_place, text) => {
      const { value } = parseSource(text, 'block');
      const { value: deployed } = parseSource(read('examples/gateway/wrangler.jsonc'), 'wrangler.jsonc');
      expect(Object.keys(Object(value)).length).toBeGreaterThan(4);
      expect(deployed).toMatchObject(Object(value));
    },
  );
  test('is there', () => expect(blocks).not.toEqual([]));
});

test.each(BLOCKS.filter(({ language }) => language === 'yaml').map(({ place, text }) => [place, text] as const))(
  '%s stands in the template that is deployed, line by line',
  (_place, text) => {
    // A mapping in braces is one over several lines.
    const trimmed = (from: string): readonly string[] =>
      from.split(/\n|[{},]/).flatMap((line) => (/^\s*(?:#|$)/.test(line) ? [] : [line.trim()]));
    expect(trimmed(text).length).toBeGreaterThan(5);
    expect(trimmed(read('examples/api-gateway/template.yaml'))).toEqual(expect.arrayContaining([...trimmed(text)]));
  },
);

test.each(BLOCKS.filter(({ language }) => language === 'json').map(({ place, text }) => [place, text] as const))(
  '%s has the members of a record, in their order',
  async (_place, text) => {
    const policy = {
      issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
      routes: { 'GET /orders/:id': 'authenticated' },
    } as const;
    const authorizer = createAuthorizer(policy, createWebPorts());
    const decision = await authorizer.authorize({ method: 'GET', url: '/orders/1', headers: new Headers() });
    const record = await toLogRecord(decision, authorizer.policy.log);
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(JSON.parse(JSON.stringify(record))));
  },
);

test('the policy of docs/five-minutes.md is part of what its init writes', async () => {
  const block = BLOCKS.find(({ place, language }) => place.startsWith('docs/five-minutes.md') && language === 'jsonc');
  const shown = Object(parseSource(block?.text ?? '', 'block').value);
  const { preset, issuer, audience } = shown.issuers.main;
  const flags = {
    preset,
    issuer,
    audience,
    gate: 'both',
    origin: undefined,
    jwksUri: undefined,
    require: undefined,
  } as const;
  const written = parseSource(toPolicyText(await resolveAnswers(flags, { kind: 'refuse' })), 'sallyport.jsonc').value;
  const { tests, ...rest } = shown;
  expect(written).toMatchObject(rest);
  expect(Object(written).tests).toEqual(expect.arrayContaining(tests));
});

describe('samples that judge themselves', () => {
  const samples = BLOCKS.filter(isSelfChecking);
  test.each(samples.map(({ place, text }) => [place, text] as const))('%s runs to its end', (_place, text) => {
    const args = ['--conditions=source', '--input-type=module-typescript', '-'];
    const run = spawnSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });
  test('are two', () => expect(samples).toHaveLength(2));
});
