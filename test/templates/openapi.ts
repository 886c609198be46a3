/** Reads what an OpenAPI document with API Gateway's extensions deploys, and the template around it. */
import { createFind, fromFolder, readSurroundings, toHeaders } from './cloudformation.ts';
import type { Deployment, Method } from './deployment.ts';
import { toInvoked } from './intrinsics.ts';
import { at, entriesAt, listAt, numberAt, only, textAt } from './json.ts';

const VERBS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'];
const ANY = 'x-amazon-apigateway-any-method';

/** Reads both files. `folder` is where the template's paths begin. */
export function readOpenApi(document: object, template: object, folder: string): Deployment {
  const find = createFind(template);
  const [api] = only(Object.entries(find('AWS::ApiGateway::RestApi')), 'APIs');
  const [id, scheme] = only(entriesAt(document, 'components', 'securitySchemes'), 'security schemes');
  const authorizer = at(scheme, 'x-amazon-apigateway-authorizer');
  if (at(scheme, 'type') !== 'apiKey' || at(scheme, 'in') !== 'header') throw new Error('the scheme is no header');
  if (`method.request.header.${at(scheme, 'name')}` !== at(authorizer, 'identitySource')) {
    throw new Error('the scheme names another header than its authorizer');
  }
  return {
    kind: 'rest',
    ...readSurroundings(
      find,
      toInvoked(at(authorizer, 'authorizerUri')) ?? '',
      'AWS::Lambda::Function',
      fromFolder(folder, 'Code'),
    ),
    api,
    // All is in the API's own body.
    undeployed: [],
    authorizer: {
      id,
      type: textAt(authorizer, 'type')?.toUpperCase() ?? null,
      identitySource: textAt(authorizer, 'identitySource'),
      expression: textAt(authorizer, 'identityValidationExpression'),
      ttlSeconds: numberAt(authorizer, 'authorizerResultTtlInSeconds'),
      form: null,
    },
    responses: new Map(
      entriesAt(document, 'x-amazon-apigateway-gateway-responses').map(([type, response]) => [
        type,
        { status: textAt(response, 'statusCode'), headers: toHeaders(at(response, 'responseParameters')) },
      ]),
    ),
    methods: entriesAt(document, 'paths').flatMap(([path, item]) => readMethods(path, item)),
  };
}

function readMethods(path: string, item: unknown): readonly Method[] {
  return entriesAt(item)
    .filter(([key]) => key === ANY || VERBS.includes(key))
    .map(([key, operation]) => {
      // Of the operation alone: API Gateway reads no `security` of the root.
      const [scheme] = listAt(operation, 'security').flatMap((requirement) => entriesAt(requirement));
      return {
        method: key === ANY ? 'ANY' : key.toUpperCase(),
        path,
        authorizer: scheme?.[0] ?? null,
        answeredBy: at(operation, 'x-amazon-apigateway-integration', 'type') === 'mock' ? 'gateway' : 'backend',
      };
    });
}
