import { compilePolicy, PRESETS } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../packages/cli/src/source/parse.ts';
import { type CodeBlock, DOCUMENTS, type Document } from './markdown.ts';

const GUIDES = DOCUMENTS.filter(({ path }) => path.startsWith('docs/') || path === 'README.md');

/** What a part of a policy is read with: members of a block take the place of these. */
const AROUND = {
  issuers: {
    staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' },
    machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' },
  },
  routes: { 'GET /orders/:id': { scopes: ['read:orders'] }, '/users/:user': 'authenticated' },
};

/** The findings of a block, a whole policy or members of one; null for configuration of other tools. */
function judge({ text, language }: CodeBlock): readonly string[] | null {
  if (language !== 'jsonc' || /^\s*\/\/ wrangler\.jsonc/.test(text)) return null;
  const isWhole = text
    .replace(/^\s*\/\/.*\n/, '')
    .trimStart()
    .startsWith('{');
  const { value, findings } = parseSource(isWhole ? text : `{${text}}`, 'block');
  const document = isWhole ? value : { ...AROUND, ...Object(value) };
  const { findings: judged } = compilePolicy(document, { env: { NAME: 'a'.repeat(32) } });
  return [...findings, ...judged].map(({ pointer, message }) => `${pointer} ${message}`);
}

const blocks = GUIDES.flatMap((document: Document) =>
  document.blocks.flatMap((block) => {
    const findings = judge(block);
    return findings === null ? [] : [[`${document.path}:${block.line}`, findings] as const];
  }),
);

describe('policies in the guides', () => {
  test.each(blocks)('%s loads without a finding', (_place, findings) => {
    expect(findings).toEqual([]);
  });

  test('are read whole or in part, and mistakes in them are found', () => {
    const toBlock = (text: string): CodeBlock => ({ language: 'jsonc', text, line: 1 });
    expect(blocks.length).toBeGreaterThan(8);
    expect(judge(toBlock('"log": { "decisions": "all" }'))).toEqual([]);
    expect(judge(toBlock('"log": { "decision": "all" }'))).toEqual([expect.stringContaining('unknown key')]);
    expect(judge(toBlock('{ "routes": {} }'))).not.toEqual([]);
    expect(judge(toBlock('// wrangler.jsonc\n{}'))).toBeNull();
  });
});

describe('docs/choose-your-provider.md', () => {
  const guide = DOCUMENTS.find(({ path }) => path === 'docs/choose-your-provider.md');
  const rows = [...(guide?.prose ?? '').matchAll(/^\| `([^`]+)` \| (.+?) \| `([^`]+)` \| (.+) \|$/gm)];

  test('has a row for every preset, in its words', () => {
    const told = rows.map(([, name, title, issuer]) => [name, title, issuer]);
    expect(told).toEqual(PRESETS.map(({ name, title, issuerExample }) => [name, title, issuerExample]));
  });

  test.each(PRESETS.map((preset) => [preset.name, preset] as const))('says what %s needs beside', (name, preset) => {
    const note = rows.find(([, told]) => told === name)?.[4] ?? '';
    expect(note.includes('needs `jwksUri`')).toBe(typeof preset.keys === 'object' && 'namedLike' in preset.keys);
    expect(note.includes('needs `require`')).toBe(preset.demand !== undefined);
    const issuer = {
      ...{ preset: name, issuer: preset.issuerExample, audience: 'acme-orders' },
      ...(note.includes('needs `jwksUri`') ? { jwksUri: 'https://login.acme.dev/keys' } : {}),
      ...(preset.demand === undefined ? {} : { require: preset.demand.example }),
    };
    const { findings } = compilePolicy({ issuers: { own: issuer }, routes: { '/*': 'authenticated' } }, { env: {} });
    expect(findings).toEqual([]);
  });
});
