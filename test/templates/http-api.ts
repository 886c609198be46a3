/** Reads what a CloudFormation template with an HTTP API of `AWS::ApiGatewayV2` resources deploys. */
import { createFind, type Find, fromFolder, readSurroundings } from './cloudformation.ts';
import type { Deployment, Method } from './deployment.ts';
import { toInvoked, toResource } from './intrinsics.ts';
import { at, listAt, numberAt, only, textAt } from './json.ts';

const GATE = 'AWS::ApiGatewayV2::Authorizer';
const ROUTE = 'AWS::ApiGatewayV2::Route';

/** Reads a template with one HTTP API. `folder` is where its paths begin. */
export function readHttpApi(template: object, folder: string): Deployment {
  const find = createFind(template);
  const [api, { Properties: properties }] = only(Object.entries(find('AWS::ApiGatewayV2::Api')), 'APIs');
  if (textAt(properties, 'ProtocolType') !== 'HTTP') throw new Error(`${api} is no HTTP API`);
  const [id, authorizer] = only(Object.entries(find(GATE)), 'authorizers');
  for (const [name, part] of [[id, authorizer] as const, ...Object.entries(find(ROUTE))]) {
    if (toResource(at(part, 'Properties', 'ApiId')) !== api) throw new Error(`${name} is of another API`);
  }
  const gateId = toInvoked(at(authorizer, 'Properties', 'AuthorizerUri')) ?? '';
  const [, stage] = only(Object.entries(find('AWS::ApiGatewayV2::Stage')), 'stages');
  const own = readRoutes(find);
  return {
    kind: 'http',
    ...readSurroundings(find, gateId, 'AWS::Serverless::Function', fromFolder(folder, 'CodeUri')),
    accessLog: textAt(stage, 'Properties', 'AccessLogSettings', 'Format'),
    api,
    authorizer: {
      id,
      type: textAt(authorizer, 'Properties', 'AuthorizerType'),
      identitySource: listAt(authorizer, 'Properties', 'IdentitySource').join(','),
      expression: textAt(authorizer, 'Properties', 'IdentityValidationExpression'),
      ttlSeconds: numberAt(authorizer, 'Properties', 'AuthorizerResultTtlInSeconds'),
      form: {
        payload: textAt(authorizer, 'Properties', 'AuthorizerPayloadFormatVersion'),
        answer: toAnswer(at(authorizer, 'Properties', 'EnableSimpleResponses')),
      },
    },
    responses: new Map(),
    methods: [...own, ...toPreflights(own, at(properties, 'CorsConfiguration'))],
    // Without it a deployment is a copy of the API at its moment, and nothing makes it wait for these.
    undeployed: at(stage, 'Properties', 'AutoDeploy') === true ? [] : [id, ...Object.keys(find(ROUTE))],
  };
}

function toAnswer(value: unknown): 'document' | 'simple' | null {
  return typeof value === 'boolean' ? (value ? 'simple' : 'document') : null;
}

function readRoutes(find: Find): readonly Method[] {
  const integrations = find('AWS::ApiGatewayV2::Integration');
  return Object.entries(find(ROUTE)).map(([name, { Properties: properties }]) => {
    const key = textAt(properties, 'RouteKey') ?? '';
    const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
    // `$default` answers whatever no other route does: the policy's paths would all reach it.
    if (method === undefined || path === undefined) throw new Error(`${name} has the key "${key}"`);
    const [, target = ''] = /^integrations\/\$\{(\w+)\}$/.exec(textAt(properties, 'Target', 'Fn::Sub') ?? '') ?? [];
    if (integrations[target] === undefined) throw new Error(`${name} has no integration`);
    const authorizer =
      textAt(properties, 'AuthorizationType') === 'CUSTOM' ? toResource(at(properties, 'AuthorizerId')) : null;
    return { method, path, authorizer, answeredBy: 'backend' };
  });
}

/** API Gateway answers the preflights of a path whose methods and header its CORS configuration names. */
function toPreflights(own: readonly Method[], cors: unknown): readonly Method[] {
  const names = (key: string): readonly string[] => listAt(cors, key).map((name) => String(name).toLowerCase());
  // A wildcard for headers leaves Authorization out (Fetch, section 3.3.4).
  if (!names('AllowOrigins').includes('*') || !names('AllowHeaders').includes('authorization')) return [];
  const allowed = names('AllowMethods');
  const isNamed = (method: string): boolean => allowed.includes('*') || allowed.includes(method.toLowerCase());
  return [...new Set(own.map(({ path }) => path))].flatMap((path): readonly Method[] => {
    const methods = own.filter((method) => method.path === path);
    if (!methods.every(({ method }) => isNamed(method))) return [];
    // ANY and OPTIONS take the preflight themselves, with the authorizer that they have.
    const taker = methods.find(({ method }) => method === 'OPTIONS') ?? methods.find(({ method }) => method === 'ANY');
    return [{ method: 'OPTIONS', path, authorizer: taker?.authorizer ?? null, answeredBy: 'gateway' }];
  });
}
