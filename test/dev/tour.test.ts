import { parseTour, toTourTable } from '@sallyport/dev';
import { expect, test } from 'vitest';

const row = { name: 'n', request: 'GET /x', edge: '401 token_missing', apiGateway: '401' };

test('a tour is a list of rows, and a wrong row is named', () => {
  expect(parseTour([row])).toEqual([row]);
  expect(() => parseTour({})).toThrow('a tour is a list of rows');
  expect(() => parseTour([row, { ...row, name: 1 }])).toThrow('row 2 needs');
  expect(() => parseTour([{ ...row, request: '/x' }])).toThrow('row 1: "request"');
  expect(() => parseTour([{ ...row, edge: 'allow' }])).toThrow('row 1: "allow"');
});

test('a row that disagrees is marked', () => {
  const result = {
    name: 'n',
    request: 'GET /x',
    expectedEdge: '200',
    edge: '403',
    expectedApiGateway: '200',
    apiGateway: '200',
  };
  const flags = { authorizerInvoked: true, keysFetched: false };
  const table = toTourTable([
    { ...result, ...flags, agrees: false },
    { ...result, ...flags, edge: '200', agrees: true },
  ]);
  expect(table.split('\n').map((line) => line[0])).toEqual([' ', '-', '✘', '✔']);
  expect(table).toContain('expected API Gateway');
});
