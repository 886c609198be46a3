/** The templates, and how a user's own tool makes of each what is deployed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCloudFormation } from './cloudformation.ts';
import { parseCloudFormationYaml } from './cloudformation-yaml.ts';
import type { Deployment } from './deployment.ts';
import { readHttpApi } from './http-api.ts';
import { at, type Fields, isFields, textAt } from './json.ts';
import { lintCloudFormation } from './lint.ts';
import { readOpenApi } from './openapi.ts';
import type { Run } from './run.ts';
import { readSam } from './sam.ts';
import { readTerraform } from './terraform.ts';
import { findOsls, loadAssertions, validateOpenApi } from './tools.ts';

/** What a tool made of a template, and what it and the specification found wrong. */
export interface ReadTemplate {
  readonly deployment: Deployment;
  readonly findings: readonly string[];
}

/** Reads a copy of an example, the authorizer built in it. */
export type ReadExample = (folder: string, run: Run) => Promise<ReadTemplate>;

/** Every template by the name of its example. */
export const TEMPLATES: ReadonlyMap<string, ReadExample> = new Map<string, ReadExample>([
  ['api-gateway', readSamExample],
  ['api-gateway-cdk', readCdkExample],
  ['api-gateway-terraform', readTerraformExample],
  ['api-gateway-serverless', readServerlessExample],
  ['api-gateway-openapi', readOpenApiExample],
  ['api-gateway-http-api', readHttpApiExample],
]);

// No tool of these may call home, whatever its settings say.
const OFFLINE = {
  NODE_OPTIONS: `--require=${join(import.meta.dirname, 'no-network.cjs')}`,
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CI: 'true',
};

const COMPILER = '--ignoreConfig --noEmit --strict --module nodenext --target es2024 --types node --skipLibCheck'.split(
  ' ',
);

function withoutTtl(deployment: Deployment): Deployment {
  return { ...deployment, authorizer: { ...deployment.authorizer, ttlSeconds: null } };
}

function readYaml(folder: string, name: string): Fields {
  return toFields(parseCloudFormationYaml(readFileSync(join(folder, name), 'utf8')), name);
}

function readJson(folder: string, name: string): Fields {
  return toFields(JSON.parse(readFileSync(join(folder, name), 'utf8')), name);
}

function toFields(value: unknown, name: string): Fields {
  if (!isFields(value)) throw new Error(`${name} is no document`);
  return value;
}

async function readSamExample(folder: string): Promise<ReadTemplate> {
  const template = readYaml(folder, 'template.yaml');
  return { deployment: readSam(template, folder), findings: await lintCloudFormation(template) };
}

async function readHttpApiExample(folder: string): Promise<ReadTemplate> {
  const template = readYaml(folder, 'template.yaml');
  return { deployment: readHttpApi(template, folder), findings: await lintCloudFormation(template) };
}

async function readCdkExample(folder: string, run: Run): Promise<ReadTemplate> {
  const command = textAt(readJson(folder, 'cdk.json'), 'app') ?? '';
  const [program, ...args] = command.split(' ');
  if (program !== 'node') throw new Error(`cdk.json runs "${command}"`);
  run('tsc', [...COMPILER, ...args], { cwd: folder });
  const out = join(folder, 'cdk.out');
  run(process.execPath, args, { cwd: folder, env: { ...OFFLINE, CDK_OUTDIR: out } });
  const [stack] = readdirSync(out).filter((name) => name.endsWith('.template.json'));
  const template = readJson(out, stack ?? '');
  const { Match, Template } = loadAssertions();
  const asserted = Template.fromJSON(template);
  for (const type of ['RestApi', 'Authorizer', 'Stage']) asserted.resourceCountIs(`AWS::ApiGateway::${type}`, 1);
  asserted.hasResourceProperties('AWS::ApiGateway::Method', Match.objectLike({ AuthorizerId: Match.anyValue() }));
  const manifest = readJson(out, (stack ?? '').replace('.template.json', '.assets.json'));
  const toCode = (gate: Fields): string | null => {
    const hash = (textAt(gate, 'Code', 'S3Key') ?? '').replace('.zip', '');
    const path = textAt(manifest, 'files', hash, 'source', 'path');
    return path === null ? null : join(out, path);
  };
  const deployment = readCloudFormation(template, toCode);
  // CDK's own default would be in the template too.
  const said = readFileSync(join(folder, args.at(-1) ?? ''), 'utf8').includes('resultsCacheTtl:');
  return { deployment: said ? deployment : withoutTtl(deployment), findings: await lintCloudFormation(template) };
}

async function readTerraformExample(folder: string): Promise<ReadTemplate> {
  const text = readFileSync(join(folder, 'main.tf'), 'utf8');
  return { deployment: await readTerraform(text, folder), findings: [] };
}

async function readServerlessExample(folder: string, run: Run): Promise<ReadTemplate> {
  run(process.execPath, [findOsls(), 'package'], { cwd: folder, env: { ...OFFLINE, HOME: folder } });
  const packaged = join(folder, '.serverless');
  const template = readJson(packaged, 'cloudformation-template-update-stack.json');
  const state = readJson(packaged, 'serverless-state.json');
  const artifact = textAt(state, 'service', 'functions', 'authorizer', 'package', 'artifact');
  const toCode = (gate: Fields): string | null =>
    artifact !== null && textAt(gate, 'Code', 'S3Key')?.endsWith('/authorizer.zip') ? join(folder, artifact) : null;
  const packagedAs = readCloudFormation(template, toCode);
  // As with CDK, the tool's own default would be in the template too.
  const said = readFileSync(join(folder, 'serverless.yml'), 'utf8').includes('resultTtlInSeconds:');
  const deployment = said ? packagedAs : withoutTtl(packagedAs);
  // After the deployment osls itself sets it on the stage, to the log group that it packages.
  const format = textAt(state, 'service', 'provider', 'logs', 'restApi', 'format');
  const hasLog = at(template, 'Resources', 'ApiGatewayLogGroup') !== undefined;
  return {
    deployment: { ...deployment, accessLog: hasLog ? format : null },
    findings: await lintCloudFormation(template),
  };
}

async function readOpenApiExample(folder: string): Promise<ReadTemplate> {
  const template = readYaml(folder, 'template.yaml');
  const body = at(template, 'Resources', 'Api', 'Properties', 'Body', 'Fn::Transform');
  if (at(body, 'Name') !== 'AWS::Include') throw new Error('the API is not included');
  const document = readYaml(folder, textAt(body, 'Parameters', 'Location') ?? '');
  const { valid, errors } = await validateOpenApi(document);
  // What `aws cloudformation package` makes of a path.
  const code = { S3Bucket: 'packaged', S3Key: 'packaged' };
  const gate = toFields(at(template, 'Resources', 'Authorizer'), 'Authorizer');
  const packaged = { ...gate, Properties: { ...toFields(gate.Properties, 'Properties'), Code: code } };
  const resources = { ...toFields(template.Resources, 'Resources'), Authorizer: packaged };
  return {
    deployment: readOpenApi(document, template, folder),
    findings: [
      ...(valid ? [] : [`openapi.yaml: ${JSON.stringify(errors)}`]),
      ...(await lintCloudFormation({ Resources: resources })),
    ],
  };
}
