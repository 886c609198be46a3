/** What every template has to say, in one table: a property names itself and tells what is wrong with a deployment. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment, Method } from './deployment.ts';
import { entriesAt } from './json.ts';
import { type PolicyAnswers, toName } from './policy-answers.ts';

/** Tells what is wrong, nothing where the property holds. Not asked of a kind of API that does not have it. */
export type Property = (deployment: Deployment, policy: PolicyAnswers) => readonly string[];

const wanted = (what: string, found: unknown, expected: unknown): readonly string[] =>
  JSON.stringify(found) === JSON.stringify(expected)
    ? []
    : [`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`];

const AUTHORIZERS = {
  rest: { type: 'TOKEN', identitySource: 'method.request.header.Authorization', policyKind: 'rest-token' },
  http: { type: 'REQUEST', identitySource: '$request.header.Authorization', policyKind: 'http-iam' },
} as const;

const NO_RESPONSES = 'HTTP APIs have no gateway responses: what a refusal says is API Gateway’s own';

/** Properties that a kind of API does not have, each with why. */
export const ABSENT: Readonly<Record<Deployment['kind'], ReadonlyMap<string, string>>> = {
  rest: new Map([['form of the answer', 'authorizers of REST APIs have one form of event and of answer']]),
  http: new Map([
    ['validation expression', 'authorizers of HTTP APIs have none: the function refuses what is no bearer token'],
    ['401 response', NO_RESPONSES],
    ['403 response', NO_RESPONSES],
    ['5xx response', NO_RESPONSES],
  ]),
};

/** Every property by its name, in the order of the printed table. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map<string, Property>([
  [
    'function',
    ({ gate }) => [
      ...wanted('the runtime', gate.runtime, 'nodejs24.x'),
      ...wanted('the architecture', gate.architectures, ['arm64']),
      ...wanted('the memory', gate.memoryMegabytes, 256),
      ...wanted('the handler', gate.handler, 'index.handler'),
    ],
  ],
  ['built authorizer', ({ gate }) => checkCode(gate.code)],
  ['permission', checkPermissions],
  [
    'identity source',
    ({ kind, authorizer }) => [
      ...wanted('the type', authorizer.type, AUTHORIZERS[kind].type),
      ...wanted('the identity source', authorizer.identitySource, AUTHORIZERS[kind].identitySource),
    ],
  ],
  [
    'form of the answer',
    ({ authorizer }) => [
      ...wanted('the payload', authorizer.form?.payload, '2.0'),
      ...wanted('the answer', authorizer.form?.answer, 'document'),
    ],
  ],
  ["the policy's kind", ({ kind }, policy) => wanted('"apiGateway.kind"', policy.kind, AUTHORIZERS[kind].policyKind)],
  ['validation expression', ({ authorizer }, { readings }) => checkExpression(authorizer.expression, readings)],
  ['explicit TTL', ({ authorizer }) => (authorizer.ttlSeconds === null ? ['no TTL is said'] : [])],
  [
    "the policy's TTL",
    ({ authorizer }, { ttlSeconds }) => [
      ...(ttlSeconds === null ? ['the policy says no "resultTtlSeconds"'] : []),
      ...wanted('the TTL', authorizer.ttlSeconds, ttlSeconds),
    ],
  ],
  ['401 response', (deployment) => checkChallenge(deployment, 'UNAUTHORIZED', '401')],
  ['403 response', (deployment) => checkChallenge(deployment, 'ACCESS_DENIED', '403')],
  ['5xx response', (deployment) => checkCors(deployment, 'DEFAULT_5XX')],
  ['access log', ({ kind, accessLog }) => checkAccessLog(accessLog, LOGGED[kind])],
  ['public route', (deployment, policy) => checkRoutes(deployment, policy, 'public')],
  ['guarded route', (deployment, policy) => checkRoutes(deployment, policy, 'guarded')],
  ["the policy's routes", checkCoverage],
  ['preflight', checkPreflights],
  ['deployed together', ({ undeployed }) => undeployed.map((part) => `a deployment may be made without ${part}`)],
]);

/** What is wrong by property, of those that this kind of API has. */
export function judgeDeployment(deployment: Deployment, policy: PolicyAnswers): ReadonlyMap<string, readonly string[]> {
  const own = [...PROPERTIES].filter(([property]) => !ABSENT[deployment.kind].has(property));
  return new Map(own.map(([property, check]) => [property, check(deployment, policy)]));
}

function checkCode(code: string | null): readonly string[] {
  if (code === null || !existsSync(code)) return [`there is nothing at "${code}"`];
  if (statSync(code).isDirectory()) return existsSync(join(code, 'index.mjs')) ? [] : ['the folder has no index.mjs'];
  return readFileSync(code).includes('index.mjs') ? [] : ['the zip has no index.mjs'];
}

function checkPermissions({ kind, api, authorizer, permissions }: Deployment): readonly string[] {
  if (permissions.length === 0) return ['nobody may invoke the function: every request would be a 500'];
  return permissions.flatMap((permission) => [
    ...wanted('the action', permission.action, 'lambda:InvokeFunction'),
    ...wanted('the principal', permission.principal, 'apigateway.amazonaws.com'),
    ...wanted('the API that may invoke', permission.api, api),
    ...(isScoped(kind, authorizer.id, permission.scope ?? '') ? [] : [`the scope is "${permission.scope}"`]),
  ]);
}

function isScoped(kind: Deployment['kind'], authorizer: string, scope: string): boolean {
  if (kind === 'http') return scope === `authorizers/\${${authorizer}}`;
  // Authorizers have ARNs of their own; `*/*` is what osls writes, and reaches no further than the same API.
  return /^(authorizers\/.+|\*\/\*)$/.test(scope);
}

function checkExpression(expression: string | null, readings: PolicyAnswers['readings']): readonly string[] {
  if (expression === null) return ['there is none'];
  // Whether AWS searches or matches the whole value is not documented: both have to come to the same.
  const searched = new RegExp(expression);
  const whole = new RegExp(`^(?:${expression})$`);
  const [first, ...others] = readings.flatMap(({ value, reads }) => {
    const text = JSON.stringify(value);
    if (searched.test(value) !== whole.test(value)) return [`finds ${text}, which does not match as a whole`];
    if (whole.test(value) === (reads === 'token')) return [];
    return [reads === 'token' ? `refuses ${text}, which Sallyport reads` : `admits ${text}, which is no bearer token`];
  });
  return first === undefined ? [] : [others.length === 0 ? first : `${first}, and ${others.length} more`];
}

function checkCors({ responses }: Deployment, type: string): readonly string[] {
  return wanted(
    `${type} Access-Control-Allow-Origin`,
    responses.get(type)?.headers['Access-Control-Allow-Origin'],
    "'*'",
  );
}

function checkChallenge(deployment: Deployment, type: string, status: string): readonly string[] {
  const response = deployment.responses.get(type);
  if (response === undefined) return [`there is no ${type}`];
  const { headers } = response;
  return [
    ...wanted(`${type} status`, response.status, status),
    ...checkCors(deployment, type),
    ...wanted(`${type} WWW-Authenticate`, headers['WWW-Authenticate'], `'Bearer realm="api"'`),
    ...wanted(`${type} Access-Control-Expose-Headers`, headers['Access-Control-Expose-Headers'], "'WWW-Authenticate'"),
  ];
}

const CONTEXT = ['principalId', 'sallyport_issuer', 'sallyport_policy', 'error'];
const LOGGED = {
  rest: [...CONTEXT, 'requestId', 'status', 'latency'],
  // Of the authorizer's call itself HTTP APIs have the error alone.
  http: CONTEXT,
} as const;

function checkAccessLog(format: string | null, logged: readonly string[]): readonly string[] {
  if (format === null) return ['there is no access log'];
  if (format.includes('\n')) return ['an entry is more than one line'];
  let entry: unknown;
  try {
    entry = JSON.parse(format);
  } catch {
    return ['an entry is not JSON'];
  }
  const values = entriesAt(entry).map(([, value]) => value);
  const missing = logged.map((name) => `$context.authorizer.${name}`).filter((variable) => !values.includes(variable));
  const other = values.filter((value) => typeof value !== 'string' || !/^\$context\.[\w.]+$/.test(value));
  return [...missing.map((variable) => `${variable} is missing`), ...other.map((value) => `${value} is no variable`)];
}

function checkRoutes(
  { authorizer, methods }: Deployment,
  { access }: PolicyAnswers,
  is: 'public' | 'guarded',
): readonly string[] {
  const expected = is === 'public' ? null : authorizer.id;
  const found = methods.filter((method) => access.get(toName(method))?.some((request) => request.is === is));
  if (found.length === 0) return [`no method is ${is} by the policy`];
  return found
    .filter((method) => method.authorizer !== expected)
    .map((method) => `${toName(method)} is ${is} by the policy, and has ${method.authorizer ?? 'no authorizer'}`);
}

/** One method answers one kind of request, of routes that the policy has; and every route of the policy is deployed. */
function checkCoverage(_deployment: Deployment, { access, routes }: PolicyAnswers): readonly string[] {
  const answers = [...access.entries()];
  const reached = new Set(answers.flatMap(([, requests]) => requests.map(({ route }) => route)));
  return [
    ...answers.flatMap(([name, requests]) => {
      if (requests.some((request) => request.is === 'unknown')) return [`the policy has no route for ${name}`];
      return new Set(requests.map((request) => request.is)).size > 1 ? [`${name} is public only in part`] : [];
    }),
    ...routes.filter((route) => !reached.has(route)).map((route) => `"${route}" of the policy is not deployed`),
  ];
}

/** Browsers reach a guarded route only if API Gateway itself answers OPTIONS without a token. */
function checkPreflights({ methods }: Deployment): readonly string[] {
  const answered = methods.filter(({ answeredBy }) => answeredBy === 'gateway');
  const isPreflight = (method: Method): boolean => method.method === 'OPTIONS' && method.authorizer === null;
  return [
    ...answered.filter((method) => !isPreflight(method)).map((method) => `${toName(method)} is no open preflight`),
    ...[...new Set(methods.map(({ path }) => path))]
      .filter((path) => !answered.some((method) => method.path === path))
      .map((path) => `${path} has no preflight`),
  ];
}
