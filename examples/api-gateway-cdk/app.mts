/** A REST API whose Lambda authorizer enforces sallyport.jsonc, as one CDK stack. */
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseType,
  RestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const app = new App();
const stack = new Stack(app, 'SallyportExample');
const runtime = Runtime.NODEJS_24_X;

const gate = new LambdaFunction(stack, 'Authorizer', {
  runtime,
  architecture: Architecture.ARM_64,
  memorySize: 256,
  // Below API Gateway's own limit, so that a slow issuer is a fault and not a time-out of everything.
  timeout: Duration.seconds(5),
  code: Code.fromAsset(join(import.meta.dirname, 'authorizer')),
  handler: 'index.handler',
});

// CDK adds the permission, for this authorizer of this API.
const authorizer = new TokenAuthorizer(stack, 'Sallyport', {
  handler: gate,
  identitySource: IdentitySource.header('Authorization'),
  // What cannot be a bearer token is 401 without an invocation. Any case and any number of spaces, as in RFC 9110.
  validationRegex: '^[Bb][Ee][Aa][Rr][Ee][Rr] +[A-Za-z0-9._~+/-]+=*$',
  // apiGateway.resultTtlSeconds of the policy.
  resultsCacheTtl: Duration.seconds(300),
});

const accessLog = new LogGroup(stack, 'AccessLog', { retention: RetentionDays.ONE_MONTH });
const api = new RestApi(stack, 'Api', {
  // The role is a setting of the whole account: see README.
  cloudWatchRole: false,
  defaultMethodOptions: { authorizer },
  // A preflight carries no token; API Gateway answers it, nothing stands behind it.
  defaultCorsPreflightOptions: { allowOrigins: ['*'], allowHeaders: ['Authorization', 'Content-Type'] },
  deployOptions: {
    stageName: 'prod',
    accessLogDestination: new LogGroupLogDestination(accessLog),
    accessLogFormat: AccessLogFormat.custom(
      JSON.stringify({
        requestId: '$context.requestId',
        ip: '$context.identity.sourceIp',
        method: '$context.httpMethod',
        path: '$context.path',
        status: '$context.status',
        responseType: '$context.error.responseType',
        principal: '$context.authorizer.principalId',
        issuer: '$context.authorizer.sallyport_issuer',
        policy: '$context.authorizer.sallyport_policy',
        authorizerRequestId: '$context.authorizer.requestId',
        authorizerStatus: '$context.authorizer.status',
        authorizerLatency: '$context.authorizer.latency',
        authorizerError: '$context.authorizer.error',
      }),
    ),
  },
});

const cors = { 'Access-Control-Allow-Origin': "'*'" };
const challenge = {
  ...cors,
  'WWW-Authenticate': `'Bearer realm="api"'`,
  'Access-Control-Expose-Headers': "'WWW-Authenticate'",
};
api.addGatewayResponse('Unauthorized', {
  type: ResponseType.UNAUTHORIZED,
  statusCode: '401',
  responseHeaders: challenge,
});
api.addGatewayResponse('Denied', { type: ResponseType.ACCESS_DENIED, statusCode: '403', responseHeaders: challenge });
// A fault of the authorizer; without this header a browser reports it as a CORS error.
api.addGatewayResponse('Fault', { type: ResponseType.DEFAULT_5XX, responseHeaders: cors });

const orders = new LambdaIntegration(
  new LambdaFunction(stack, 'Orders', {
    runtime,
    architecture: Architecture.ARM_64,
    code: Code.fromInline(`exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'access-control-allow-origin': '*' },
  body: JSON.stringify({ principal: event.requestContext.authorizer ?? null }),
});`),
    handler: 'index.handler',
  }),
);

// The one public route; every other method takes the API's default, the authorizer.
api.root.addResource('health').addMethod('GET', orders, { authorizationType: AuthorizationType.NONE });
const all = api.root.addResource('orders');
all.addMethod('POST', orders);
all.addResource('{id}').addMethod('GET', orders);
api.root.addResource('admin').addResource('{proxy+}').addMethod('ANY', orders);

new CfnOutput(stack, 'Url', { value: api.url });
