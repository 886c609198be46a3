import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UNVERIFIED_ON_AWS } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../packages/local-api-gateway/src', import.meta.url));
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const texts = files.map((name) => [name, readFileSync(join(SOURCES, name), 'utf8')] as const);

describe('rules that were never measured on AWS', () => {
  test('every mark in the code has its row, and every row its mark', () => {
    const marked = texts.flatMap(([, text]) =>
      [...text.matchAll(/\[unverified:[\s*]+([a-z-]+)\]/g)].map((match) => match[1]),
    );
    const listed = UNVERIFIED_ON_AWS.map((rule) => rule.id);
    expect([...new Set(marked)].sort()).toEqual([...listed].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('the page of what to verify on a real cloud has the same rows, in the same order', () => {
    const page = readFileSync(fileURLToPath(new URL('../../VERIFY-ON-CLOUD.md', import.meta.url)), 'utf8');
    const [, section = ''] = page.split('### What the local API Gateway assumes');
    const rows = (section.split(/^## /m)[0] ?? '').split('\n').filter((line) => /^\| \[.\] \|/.test(line));
    expect(rows.map((row) => row.replace(/^\| \[.\] \|/, '| [ ] |'))).toEqual(
      UNVERIFIED_ON_AWS.map((rule) => `| [ ] | \`${rule.id}\` | ${rule.assumed} | ${rule.probe} |`),
    );
  });

  test('every row says what is assumed and how to find out', () => {
    for (const rule of UNVERIFIED_ON_AWS) {
      expect(rule.assumed.length).toBeGreaterThan(20);
      expect(rule.probe.length).toBeGreaterThan(10);
    }
  });

  test('nothing of the authorizers that it judges is imported', () => {
    for (const [name, text] of texts) {
      const imports = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
      expect(
        imports.filter((path) => !path.startsWith('.') && !path.startsWith('node:')),
        name,
      ).toEqual([]);
      expect(text.toLowerCase(), name).not.toContain('sallyport');
    }
  });
});
