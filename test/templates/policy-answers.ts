/** What the policy beside a template says of the template's methods, asked of the built command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { Deployment, Method } from './deployment.ts';
import { at, entriesAt, numberAt, textAt } from './json.ts';
import type { Run } from './run.ts';

/** One `Authorization` value, and whether Sallyport reads a token in it. */
export interface Reading {
  readonly value: string;
  readonly reads: 'token' | 'nothing';
}

/** Everything the table needs to know of a policy. */
export interface PolicyAnswers {
  /** `apiGateway.kind`. */
  readonly kind: string | null;
  readonly ttlSeconds: number | null;
  /** The policy's route keys. */
  readonly routes: readonly string[];
  /** By method and path of the template: what each request under it is, and by which route. */
  readonly access: ReadonlyMap<
    string,
    readonly { readonly is: 'public' | 'guarded' | 'unknown'; readonly route: string }[]
  >;
  readonly readings: readonly Reading[];
}

/** The name of a method in `access`. */
export function toName({ method, path }: Pick<Method, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const UNREAD = ['token_missing', 'scheme_unsupported', 'credential_malformed', 'credential_ambiguous'];

/** Asks `sallyport decide`, which for requests without a good token asks no issuer. */
export function askPolicy(folder: string, deployment: Deployment, run: Run): PolicyAnswers {
  const policy: unknown = parse(readFileSync(join(folder, 'sallyport.jsonc'), 'utf8'));
  const backend = deployment.methods.filter(({ answeredBy }) => answeredBy === 'backend');
  const asked = backend.flatMap((method) => toRequests(method).map((request) => ({ name: toName(method), request })));
  const ask = (requests: readonly RequestLine[]): readonly unknown[] => decide(folder, requests, run);
  const decisions = ask(asked.map(({ request }) => request));
  const access = new Map<string, { is: 'public' | 'guarded' | 'unknown'; route: string }[]>();
  for (const [index, { name }] of asked.entries()) {
    const route = textAt(decisions[index], 'route') ?? '';
    access.set(name, [...(access.get(name) ?? []), { is: toAccess(decisions[index]), route }]);
  }
  return {
    kind: textAt(policy, 'apiGateway', 'kind'),
    ttlSeconds: numberAt(policy, 'apiGateway', 'resultTtlSeconds'),
    routes: entriesAt(policy, 'routes').map(([key]) => key),
    access,
    readings: readValues(ask, asked, decisions),
  };
}

interface RequestLine {
  readonly method: string;
  readonly url: string;
  readonly headers?: { readonly authorization: string };
}

function decide(folder: string, requests: readonly RequestLine[], run: Run): readonly unknown[] {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const printed = run('sallyport', ['decide', '--policy', 'sallyport.jsonc'], { cwd: folder, input });
  const decisions = printed.trimEnd().split('\n');
  if (decisions.length !== requests.length) throw new Error('not every request was decided');
  return decisions.map((line): unknown => JSON.parse(line));
}

function toAccess(decision: unknown): 'public' | 'guarded' | 'unknown' {
  if (at(decision, 'effect') === 'allow') return 'public';
  return at(decision, 'reason') === 'token_missing' ? 'guarded' : 'unknown';
}

/** Requests that API Gateway hands to this method. */
function toRequests({ method, path }: Method): readonly RequestLine[] {
  const one = path.replaceAll(/\{\w+\}/g, '1');
  const paths = one.includes('+}') ? ['a', 'a/b'].map((tail) => one.replace(/\{\w+\+\}/, tail)) : [one];
  return (method === 'ANY' ? VERBS : [method]).flatMap((verb) => paths.map((url) => ({ method: verb, url })));
}

const SCHEMES = ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Basic', 'DPoP', 'xBearer', 'Bearers', 'Bearer:', ''];
const GAPS = [' ', '  ', '      ', '', '\t'];
const TOKENS = [
  'a.b.c',
  'AZaz09-._~+/',
  'a=',
  'a==',
  'a===',
  '',
  '=',
  'a b',
  'a,b',
  'a.b.c, Bearer d.e.f',
  'a.b.c,',
  'é',
];

/** Values of every shape around RFC 6750's, as Sallyport reads them on a route that wants a token. */
function readValues(
  ask: (requests: readonly RequestLine[]) => readonly unknown[],
  asked: readonly { readonly request: RequestLine }[],
  decisions: readonly unknown[],
): readonly Reading[] {
  const guarded = asked.find((_asked, index) => toAccess(decisions[index]) === 'guarded')?.request;
  if (guarded === undefined) throw new Error('no method of the template is guarded by the policy');
  const values = SCHEMES.flatMap((scheme) =>
    GAPS.flatMap((gap) => TOKENS.map((token) => `${scheme}${gap}${token}`.trim())),
  ).filter((value) => value !== '');
  const answers = ask(values.map((authorization) => ({ ...guarded, headers: { authorization } })));
  return values.map((value, index) => ({
    value,
    reads: UNREAD.includes(textAt(answers[index], 'reason') ?? '') ? 'nothing' : 'token',
  }));
}
