/** Reads what a CloudFormation template deploys, resource by resource. */
import { resolve } from 'node:path';
import type { Deployment, InvokePermission, Method, ResponseHeaders } from './deployment.ts';
import { toInvoked, toResource, toSource, toText } from './intrinsics.ts';
import { at, entriesAt, type Fields, isFields, listAt, numberAt, only, textAt } from './json.ts';
import { loadAssertions } from './tools.ts';

const HEADER = 'gatewayresponse.header.';

/** Resources of one type by their ids. */
export type Find = (type: string) => Readonly<Record<string, Fields>>;

/** What a template says of every API, whatever its methods are written in. */
export type Surroundings = Pick<Deployment, 'gate' | 'permissions' | 'accessLog'>;

/** A finder over a template, which is searched for cycles first. */
export function createFind(template: object): Find {
  const asserted = loadAssertions().Template.fromJSON(template);
  return (type) => asserted.findResources(type);
}

/** Reads a template whose API is written as resources; `toCode` finds where a function's code is. */
export function readCloudFormation(template: object, toCode: (properties: Fields) => string | null): Deployment {
  const find = createFind(template);
  const [id, authorizer] = only(Object.entries(find('AWS::ApiGateway::Authorizer')), 'authorizers');
  const api = toResource(at(authorizer, 'Properties', 'RestApiId')) ?? '';
  const gateId = toInvoked(at(authorizer, 'Properties', 'AuthorizerUri')) ?? '';
  return {
    kind: 'rest',
    ...readSurroundings(find, gateId, 'AWS::Lambda::Function', toCode),
    api,
    authorizer: {
      id,
      type: textAt(authorizer, 'Properties', 'Type'),
      identitySource: textAt(authorizer, 'Properties', 'IdentitySource'),
      expression: textAt(authorizer, 'Properties', 'IdentityValidationExpression'),
      ttlSeconds: numberAt(authorizer, 'Properties', 'AuthorizerResultTtlInSeconds'),
      form: null,
    },
    responses: new Map(
      Object.values(find('AWS::ApiGateway::GatewayResponse'))
        .filter((response) => toResource(at(response, 'Properties', 'RestApiId')) === api)
        .map((response) => [
          textAt(response, 'Properties', 'ResponseType') ?? '',
          {
            status: textAt(response, 'Properties', 'StatusCode'),
            headers: toHeaders(at(response, 'Properties', 'ResponseParameters')),
          },
        ]),
    ),
    methods: readMethods(find),
    undeployed: findUndeployed(template, find),
  };
}

/** The gate's function, who may invoke it, and the stage's access log. */
export function readSurroundings(
  find: Find,
  gateId: string,
  functionType: string,
  toCode: (properties: Fields) => string | null,
): Surroundings {
  const gate = at(find(functionType), gateId, 'Properties');
  if (!isFields(gate)) throw new Error(`the authorizer invokes "${gateId}", which is no function of the template`);
  const [stage] = Object.values(find('AWS::ApiGateway::Stage'));
  return {
    gate: {
      runtime: textAt(gate, 'Runtime'),
      architectures: listAt(gate, 'Architectures').map(String),
      memoryMegabytes: numberAt(gate, 'MemorySize'),
      handler: textAt(gate, 'Handler'),
      code: toCode(gate),
    },
    permissions: readPermissions(find, gateId),
    accessLog: textAt(stage, 'Properties', 'AccessLogSetting', 'Format'),
  };
}

/** Code that is one path, as the tools that package templates take it. */
export function fromFolder(folder: string, key: 'Code' | 'CodeUri'): (properties: Fields) => string | null {
  return (properties) => {
    const path = textAt(properties, key);
    return path === null ? null : resolve(folder, path);
  };
}

/** The headers among a gateway response's parameters. */
export function toHeaders(parameters: unknown): ResponseHeaders {
  return Object.fromEntries(
    entriesAt(parameters)
      .filter(([key]) => key.startsWith(HEADER))
      .map(([key, value]) => [key.slice(HEADER.length), String(value)]),
  );
}

// CloudFormation makes a deployment as soon as all that it depends on is there, however indirectly.
function findUndeployed(template: object, find: Find): readonly string[] {
  const reached = new Set(Object.keys(find('AWS::ApiGateway::Deployment')));
  for (const id of reached) {
    const resource = at(template, 'Resources', id);
    for (const next of [textAt(resource, 'DependsOn') ?? [], listAt(resource, 'DependsOn').map(String)].flat()) {
      reached.add(next);
    }
    for (const [, next = ''] of JSON.stringify(resource ?? null).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)) {
      reached.add(next);
    }
  }
  return ['Method', 'GatewayResponse', 'Authorizer']
    .flatMap((type) => Object.keys(find(`AWS::ApiGateway::${type}`)))
    .filter((id) => !reached.has(id));
}

function readPermissions(find: Find, gateId: string): readonly InvokePermission[] {
  return Object.values(find('AWS::Lambda::Permission'))
    .filter((permission) => toResource(at(permission, 'Properties', 'FunctionName')) === gateId)
    .map((permission) => ({
      action: textAt(permission, 'Properties', 'Action') ?? '',
      principal: toText(at(permission, 'Properties', 'Principal')) ?? '',
      ...toSource(at(permission, 'Properties', 'SourceArn')),
    }));
}

function readMethods(find: Find): readonly Method[] {
  const resources = find('AWS::ApiGateway::Resource');
  const toPath = (id: string | null): string => {
    const resource = id === null ? undefined : resources[id];
    if (resource === undefined) return '';
    return `${toPath(toResource(at(resource, 'Properties', 'ParentId')))}/${textAt(resource, 'Properties', 'PathPart')}`;
  };
  return Object.values(find('AWS::ApiGateway::Method')).map((method) => ({
    method: textAt(method, 'Properties', 'HttpMethod') ?? '',
    path: toPath(toResource(at(method, 'Properties', 'ResourceId'))) || '/',
    authorizer:
      textAt(method, 'Properties', 'AuthorizationType') === 'CUSTOM'
        ? toResource(at(method, 'Properties', 'AuthorizerId'))
        : null,
    answeredBy: textAt(method, 'Properties', 'Integration', 'Type') === 'MOCK' ? 'gateway' : 'backend',
  }));
}
