import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { toFirstRequestLines, toGreeting } from '../../../packages/cli/src/dev/greeting.ts';

const PORTS = { worker: 8787, issuer: 8788, apiGateway: 8789 };
const greet = (issuers: readonly { readonly name: string; readonly iss: string }[]) =>
  toGreeting({ toExpected: () => null }, { ports: PORTS, issuers, apis: [] }, []);
const IN = '  issuer       http://127.0.0.1:8788   ';

test('every issuer that dev stands in for has a line of its own, one below the other', () => {
  const lines = greet([
    { name: 'staff', iss: 'https://acme.okta.com/oauth2/default' },
    { name: 'pool', iss: 'https://issuer.test' },
    { name: 'ill\u001b[2J', iss: 'https://ill.test' },
  ]);
  const at = lines.findIndex((line) => line.startsWith(IN));
  const [first = '', ...further] = lines.slice(at, at + 3);
  expect(first).toBe(`${IN}stands in for staff https://acme.okta.com/oauth2/default`);
  expect(further.map((line) => line.trim())).toEqual(['pool https://issuer.test', 'ill\\u001b[2J https://ill.test']);
  for (const line of further) expect(line.search(/\S/)).toBe(first.indexOf('staff'));
});

test('without an issuer to stand in for it says so', () => {
  expect(greet([])).toContain(`${IN}nothing to stand in for`);
});

test('without an API Gateway it says why, and every line to paste is for the Worker gate', () => {
  const ports = { worker: 8787, issuer: 8788 };
  const row = { name: 'n', request: 'GET /x' };
  const rows = [
    { ...row, edge: '401 token_missing', apiGateway: '403' },
    { ...row, edge: '200' },
  ];
  const lines = toGreeting({ toExpected: () => null }, { ports, issuers: [], apis: [] }, rows).map((line) =>
    stripVTControlCharacters(line),
  );
  expect(lines[1]).toBe('  API Gateway  left out: the Lambda gate would not start with this policy (above)');
  expect(lines.slice(-2)).toEqual([
    "  curl -i 'http://127.0.0.1:8787/x'  # 401",
    "  curl -i 'http://127.0.0.1:8787/x'  # 200",
  ]);
  expect(lines.join()).not.toMatch(/undefined|8789/);
  const request = { status: 200, method: 'GET', target: '/x', token: null };
  const first = toFirstRequestLines({ ports, apis: [] }, [request], 'sallyport');
  expect(first.map((line) => stripVTControlCharacters(line))).toEqual(['  curl -i http://127.0.0.1:8787/x  # 200']);
});
