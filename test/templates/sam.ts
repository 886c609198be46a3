/** Reads what a SAM template deploys, by SAM's own rules: default authorizers, and preflights from `Cors`. */
import { createFind, fromFolder, readSurroundings } from './cloudformation.ts';
import type { Deployment, Method } from './deployment.ts';
import { toResource } from './intrinsics.ts';
import { at, entriesAt, numberAt, only, textAt } from './json.ts';

/** Reads a template with one `AWS::Serverless::Api`. `folder` is where its paths begin. */
export function readSam(template: object, folder: string): Deployment {
  const find = createFind(template);
  const [api, { Properties: properties }] = only(Object.entries(find('AWS::Serverless::Api')), 'APIs');
  const [id, authorizer] = only(entriesAt(properties, 'Auth', 'Authorizers'), 'authorizers');
  const gateId = toResource(at(authorizer, 'FunctionArn')) ?? '';
  const header = textAt(authorizer, 'Identity', 'Header');
  const own = readMethods(Object.values(find('AWS::Serverless::Function')), api, properties);
  return {
    kind: 'rest',
    ...readSurroundings(find, gateId, 'AWS::Serverless::Function', fromFolder(folder, 'CodeUri')),
    accessLog: textAt(properties, 'AccessLogSetting', 'Format'),
    api,
    // All is in the API's own body.
    undeployed: [],
    authorizer: {
      id,
      type: textAt(authorizer, 'FunctionPayloadType'),
      identitySource: header === null ? null : `method.request.header.${header}`,
      expression: textAt(authorizer, 'Identity', 'ValidationExpression'),
      ttlSeconds: numberAt(authorizer, 'Identity', 'ReauthorizeEvery'),
      form: null,
    },
    responses: new Map(
      entriesAt(properties, 'GatewayResponses').map(([type, response]) => [
        type,
        {
          status: textAt(response, 'StatusCode'),
          headers: Object.fromEntries(
            entriesAt(response, 'ResponseParameters', 'Headers').map(([name, value]) => [name, String(value)]),
          ),
        },
      ]),
    ),
    methods: [...own, ...toPreflights(own, properties, id)],
  };
}

function readMethods(functions: readonly unknown[], api: string, properties: unknown): readonly Method[] {
  const fallback = textAt(properties, 'Auth', 'DefaultAuthorizer');
  return functions
    .flatMap((definition) => entriesAt(definition, 'Properties', 'Events'))
    .filter(([, event]) => at(event, 'Type') === 'Api' && toResource(at(event, 'Properties', 'RestApiId')) === api)
    .map(([, event]) => {
      const named = textAt(event, 'Properties', 'Auth', 'Authorizer') ?? fallback;
      return {
        method: (textAt(event, 'Properties', 'Method') ?? '').toUpperCase(),
        path: textAt(event, 'Properties', 'Path') ?? '',
        authorizer: named === 'NONE' ? null : named,
        answeredBy: 'backend',
      };
    });
}

// With `Cors` SAM answers OPTIONS on every path, under the default authorizer unless it is told not to.
function toPreflights(own: readonly Method[], properties: unknown, authorizer: string): readonly Method[] {
  if (at(properties, 'Cors') === undefined) return [];
  const guarded = at(properties, 'Auth', 'AddDefaultAuthorizerToCorsPreflight') !== false;
  return [...new Set(own.map(({ path }) => path))].map((path) => ({
    method: 'OPTIONS',
    path,
    authorizer: guarded ? authorizer : null,
    answeredBy: 'gateway',
  }));
}
