/** Reads what a Terraform module deploys: its resources with locals, `for_each` and `jsonencode` filled in. */
import { resolve } from 'node:path';
import { toHeaders } from './cloudformation.ts';
import type { Deployment, InvokePermission, Method } from './deployment.ts';
import { at, entriesAt, type Fields, isFields, listAt, numberAt, only, textAt } from './json.ts';
import { loadHcl } from './tools.ts';

/** A resource's address, `type.name` or `type.name["key"]`, and its arguments. */
type Resource = readonly [address: string, Fields];

/** Reads one file. `folder` stands for `path.module`. */
export async function readTerraform(text: string, folder: string): Promise<Deployment> {
  const parsed = await loadHcl().parse('main.tf', text);
  const resources = expandResources(parsed, readLocals(parsed));
  const find = (type: string): readonly Resource[] => resources.filter(([address]) => address.startsWith(`${type}.`));
  const [id, authorizer] = only(find('aws_api_gateway_authorizer'), 'authorizers');
  const gateId = toAddress(at(authorizer, 'authorizer_uri'), 'invoke_arn');
  const gate = resources.find(([address]) => address === gateId)?.[1];
  const api = toAddress(at(authorizer, 'rest_api_id'), 'id') ?? '';
  const [, stage] = only(find('aws_api_gateway_stage'), 'stages');
  return {
    kind: 'rest',
    gate: {
      runtime: textAt(gate, 'runtime'),
      architectures: listAt(gate, 'architectures').map(String),
      memoryMegabytes: numberAt(gate, 'memory_size'),
      handler: textAt(gate, 'handler'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own expression
      code: resolve((textAt(gate, 'filename') ?? '').replace('${path.module}', folder)),
    },
    api,
    authorizer: {
      id,
      type: textAt(authorizer, 'type'),
      identitySource: textAt(authorizer, 'identity_source'),
      expression: textAt(authorizer, 'identity_validation_expression'),
      ttlSeconds: numberAt(authorizer, 'authorizer_result_ttl_in_seconds'),
      form: null,
    },
    permissions: find('aws_lambda_permission')
      .filter(([, permission]) => toAddress(at(permission, 'function_name'), 'function_name') === gateId)
      .map(([, permission]) => toPermission(permission)),
    responses: new Map(
      find('aws_api_gateway_gateway_response').map(([, response]) => [
        textAt(response, 'response_type') ?? '',
        { status: textAt(response, 'status_code'), headers: toHeaders(at(response, 'response_parameters')) },
      ]),
    ),
    accessLog: await readJsonencode(textAt(stage, 'access_log_settings', 0, 'format') ?? ''),
    methods: readMethods(find),
    undeployed: findUndeployed(find, id),
  };
}

// A changed authorizer acts only after a deployment, which Terraform makes when a trigger changes.
function findUndeployed(find: (type: string) => readonly Resource[], authorizer: string): readonly string[] {
  const [, deployment] = only(find('aws_api_gateway_deployment'), 'deployments');
  const triggers = JSON.stringify(at(deployment, 'triggers') ?? null);
  const triggered = triggers.includes('main.tf') || triggers.includes(authorizer);
  const waited = listAt(deployment, 'depends_on').map((dependency) => toAddress(dependency));
  const kinds = ['aws_api_gateway_integration', 'aws_api_gateway_gateway_response', 'aws_api_gateway_authorizer'];
  const missed = kinds
    .flatMap((kind) => find(kind))
    .map(([address]) => address.replace(/\[.*/, ''))
    .filter((address) => !waited.includes(address) && !address.endsWith('.preflight'));
  return [...(triggered ? [] : [`a change of ${authorizer}`]), ...missed];
}

function readLocals(parsed: unknown): Fields {
  return Object.fromEntries(listAt(parsed, 'locals').flatMap((block) => entriesAt(block)));
}

function expandResources(parsed: unknown, locals: Fields): readonly Resource[] {
  const blocks = entriesAt(parsed, 'resource').flatMap(([type, named]) =>
    entriesAt(named).map(([name, found]) => [`${type}.${name}`, at(found, 0)] as const),
  );
  const expand = ([address, block]: readonly [string, unknown]): readonly Resource[] => {
    const filled = fill(block, (expression) => at(locals, ...local(expression)));
    if (!isFields(filled)) throw new Error(`${address} has no body`);
    const each = filled.for_each;
    // Over another resource: whatever it holds, this one holds as often.
    if (!isFields(each)) return [[address, filled]];
    return Object.entries(each).map(([key, value]) => {
      const own = fill(filled, (expression) => at({ each: { key, value } }, ...expression.split('.')));
      return [`${address}["${key}"]`, isFields(own) ? own : {}] as const;
    });
  };
  return blocks.flatMap(expand);
}

const local = (expression: string): readonly string[] =>
  expression.startsWith('local.') ? expression.slice('local.'.length).split('.') : [''];

/** Replaces expressions that are one whole value, and leaves those that nothing is known of. */
function fill(value: unknown, toValue: (expression: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => fill(member, toValue));
  if (isFields(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, toValue)]));
  }
  const expression = typeof value === 'string' ? /^\$\{([\w.]+)\}$/.exec(value)?.[1] : undefined;
  return expression === undefined ? value : (toValue(expression) ?? value);
}

/** The address of the resource that an expression is an attribute of. */
function toAddress(value: unknown, attribute?: string): string | null {
  const [, address = null, found] = /^\$\{(\w+\.\w+)(?:\.(\w+))?\}$/.exec(String(value)) ?? [];
  return found === attribute ? address : null;
}

function toPermission(permission: Fields): InvokePermission {
  const [, api = null, scope = null] =
    /^\$\{(\w+\.\w+)\.execution_arn\}\/(.+)$/.exec(textAt(permission, 'source_arn') ?? '') ?? [];
  return { action: textAt(permission, 'action') ?? '', principal: textAt(permission, 'principal') ?? '', api, scope };
}

function readMethods(find: (type: string) => readonly Resource[]): readonly Method[] {
  const parts = new Map(find('aws_api_gateway_resource'));
  const toPath = (address: string | null): string => {
    const part = address === null ? undefined : parts.get(address);
    return part === undefined ? '' : `${toPath(toAddress(at(part, 'parent_id'), 'id'))}/${textAt(part, 'path_part')}`;
  };
  const integrations = new Map(
    find('aws_api_gateway_integration').map(([, integration]) => [
      textAt(integration, 'for_each') ?? '',
      textAt(integration, 'type'),
    ]),
  );
  return find('aws_api_gateway_method').map(([address, method]) => {
    const type = integrations.get(`\${${address.replace(/\[.*/, '')}}`);
    if (type === undefined) throw new Error(`${address} has no integration`);
    return {
      method: textAt(method, 'http_method') ?? '',
      path: toPath(toAddress(at(method, 'resource_id'), 'id')) || '/',
      authorizer: textAt(method, 'authorization') === 'CUSTOM' ? toAddress(at(method, 'authorizer_id'), 'id') : null,
      answeredBy: type === 'MOCK' ? 'gateway' : 'backend',
    };
  });
}

/** The JSON that `${jsonencode({ ... })}` makes; null for anything else. */
async function readJsonencode(expression: string): Promise<string | null> {
  const object = /^\$\{jsonencode\((\{[\s\S]*\})\)\}$/.exec(expression)?.[1];
  if (object === undefined) return null;
  return JSON.stringify(at(await loadHcl().parse('object.tf', `object = ${object}\n`), 'object'));
}
