import { findApiGatewayPart, type KindResult, parseTour, type TourResult, toTourTable } from '@sallyport/dev';
import { describe, expect, test } from 'vitest';

const row = { name: 'n', request: 'GET /x', edge: '401 token_missing', apiGateway: '401' };

describe('a tour', () => {
  test('is a list of rows for the own kind, or names further kinds and the route of $connect', () => {
    expect(parseTour([row], 'http-iam')).toEqual({ kinds: ['http-iam'], connect: null, rows: [row] });
    const rows = [{ ...row, byKind: { websocket: '101' }, kept: ['http-iam'] }];
    expect(parseTour({ kinds: ['websocket', 'http-iam'], connect: 'GET /ws', rows }, 'rest-token')).toEqual({
      kinds: ['rest-token', 'http-iam', 'websocket'],
      connect: 'GET /ws',
      rows,
    });
    expect(parseTour({ kinds: ['http-iam'], rows: [] }, 'http-iam').kinds).toEqual(['http-iam']);
  });

  test.each([
    [{}, 'a tour is a list of rows, or an object with "rows"'],
    [{ rows: [], kind: [] }, '"kind" is no member of a tour'],
    [{ rows: [], kinds: 'http-iam' }, '"kinds" is a list of kinds of API'],
    [{ rows: [], kinds: ['http'] }, '"http" is no kind of API, which are rest-token, '],
    [{ rows: [], connect: 1 }, '"connect" is the key of a route'],
    [[row, { ...row, name: 1 }], 'row 2 needs'],
    [[{ ...row, request: '/x' }], 'row 1: "request"'],
    [[{ ...row, edge: 'allow' }], 'row 1: "allow"'],
    [[{ ...row, apiGateway: 'Forbidden' }], 'row 1: "Forbidden"'],
    [[{ ...row, bykind: {} }], 'row 1: "bykind" is no member of a row'],
    [[{ ...row, byKind: { 'rest-token': 'no' } }], 'row 1: "no"'],
    [[{ ...row, byKind: { http: '200' } }], 'row 1: "http" is no kind of API'],
    [[{ ...row, byKind: { websocket: '101' } }], 'row 1: "websocket" is not among the tour\'s kinds'],
    [[{ ...row, kept: ['http-iam'] }], 'row 1: "http-iam" is not among the tour\'s kinds'],
  ])('%j is refused, and what is wrong is named', (value, message) => {
    expect(() => parseTour(value, 'rest-token')).toThrow(message);
  });
});

describe('a tour of the Worker gate alone', () => {
  const own = 'rest-token';
  const edgeRow = { name: 'n', request: 'GET /x', edge: '200' };

  test('may leave out what API Gateway answers, and then needs none; with both gates it may not', () => {
    const tour = parseTour([edgeRow], own, 'workerAlone');
    expect(tour).toEqual({ kinds: [], connect: null, rows: [edgeRow] });
    expect(findApiGatewayPart(tour)).toBeNull();
    expect(() => parseTour([edgeRow], own)).toThrow('row 1 needs "name", "request", "edge" and "apiGateway" as text');
  });

  test('is read with what it expects of API Gateway, and the first such part is found', () => {
    const find = (value: unknown): string | null => findApiGatewayPart(parseTour(value, own, 'workerAlone'));
    expect(find([edgeRow, row])).toBe('row 2 names "apiGateway"');
    expect(find([{ ...edgeRow, byKind: { 'rest-token': '200' } }])).toBe('row 1 names "byKind"');
    expect(find([{ ...edgeRow, kept: [] }])).toBe('row 1 names "kept"');
    expect(find({ kinds: ['rest-token'], rows: [edgeRow] })).toBe('the tour names "kinds"');
    expect(find({ connect: 'GET /ws', rows: [edgeRow] })).toBe('the tour names "connect"');
  });

  test.each([
    [[{ ...edgeRow, edge: 1 }], 'row 1 needs "name", "request" and "edge" as text'],
    [[{ ...edgeRow, apiGateway: 'no' }], 'row 1: "no" is no STATUS or STATUS message'],
    [[{ ...edgeRow, apiGateway: null }], 'row 1: "null" is no STATUS or STATUS message'],
    [[{ ...edgeRow, kept: ['http-iam'] }], 'row 1: "http-iam" is not among the tour\'s kinds'],
  ])('%j is refused, and what is wrong is named', (value, message) => {
    expect(() => parseTour(value, own, 'workerAlone')).toThrow(message);
  });
});

describe('the table', () => {
  const cell = (kind: KindResult['kind'], changes: Partial<KindResult> = {}): KindResult => ({
    ...{ kind, expected: '200', answered: '200', reason: null, agrees: true, authorizerInvoked: true, kept: false },
    ...changes,
  });
  const toResult = (kinds: readonly KindResult[], changes: Partial<TourResult> = {}): TourResult => ({
    ...{ name: 'n', request: 'GET /x', agrees: true, expectedEdge: '200', edge: '200' },
    ...{ expectedApiGateway: '200', apiGateway: '200', authorizerInvoked: true, keysFetched: false },
    kinds,
    ...changes,
  });

  test('has a column for each kind that any row asked, and marks kept results', () => {
    const table = toTourTable([
      toResult([cell('rest-token'), cell('websocket', { expected: '101', answered: '101' })]),
      toResult([cell('rest-token', { kept: true, authorizerInvoked: false })]),
    ]);
    expect(table.split('\n')).toEqual([
      '                    REST   Web',
      '   request    edge  TOKEN  Socket',
      '-  ---------  ----  -----  ------',
      '✔  n: GET /x  200   200    101',
      '✔  n: GET /x  200   200*   -',
      '',
      '* a result that API Gateway kept: the authorizer was not asked',
    ]);
  });

  test('marks what disagrees and writes out why below', () => {
    const denied = { expected: '403', answered: '403', agrees: false };
    const table = toTourTable([
      toResult([cell('http-iam', { answered: '403 Forbidden', expected: '403 Oops', agrees: false })], {
        agrees: false,
      }),
      toResult([cell('http-iam', { ...denied, reason: 'role_missing' })], {
        ...{ agrees: false, expectedEdge: '403 claim_unmet', edge: '403 claim_unmet' },
      }),
      toResult([cell('http-iam', { agrees: false })], { agrees: false }),
      toResult([cell('http-iam', { agrees: false, kept: true })], { agrees: false }),
      toResult([cell('http-iam')], { agrees: false, edge: '403' }),
    ]);
    const lines = table.split('\n');
    expect(lines.slice(3, 8)).toEqual([
      '✘  n: GET /x  200              ✘ 403',
      '✘  n: GET /x  403 claim_unmet  ✘ 403',
      '✘  n: GET /x  200              ✘ 200',
      '✘  n: GET /x  200              ✘ 200*',
      '✘  n: GET /x  ✘ 403            200',
    ]);
    expect(lines.slice(-5)).toEqual([
      '✘ n: HTTP IAM answers 403 Forbidden, not 403 Oops',
      '✘ n: HTTP IAM denies for role_missing, not claim_unmet',
      '✘ n: HTTP IAM asks its authorizer, and must use a kept result',
      '✘ n: HTTP IAM uses a kept result, and must not',
      '✘ n: the edge answers 403, not 200',
    ]);
  });

  test('stays within 120 columns, whatever the request', () => {
    const request = `GET /${'a'.repeat(300)}`;
    const lines = toTourTable([toResult([cell('rest-token')], { request })]).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(120);
    expect(lines.at(-1)).toContain('…');
  });
});
