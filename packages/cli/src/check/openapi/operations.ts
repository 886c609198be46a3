/**
 * The operations of an API's description: what a client may ask for, where, and whether it says that a token is needed.
 *
 * Does not: read callbacks and webhooks, which others serve.
 */
import { toPointerStep } from '../../source/tree.ts';
import { isObject } from './read.ts';

/** One operation. */
export interface Operation {
  /** Upper-case; `ANY` for API Gateway's any-method. */
  readonly method: string;
  /** As written, such as `/orders/{id}`. */
  readonly path: string;
  /** Addresses with their variables filled, absolute or relative. */
  readonly servers: readonly string[];
  /** `unsaid`: the description says nothing of security anywhere. */
  readonly security: 'none' | 'optional' | 'required' | 'unsaid';
  /** RFC 6901, into the description. */
  readonly pointer: string;
}

/** The operations, and what a reader must know of how they were read. */
export interface Operations {
  readonly operations: readonly Operation[];
  readonly notes: readonly string[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const ANY_METHOD = 'x-amazon-apigateway-any-method';

type Members = Readonly<Record<string, unknown>>;

/** Lists every operation of an OpenAPI 3 or Swagger 2 document, in its order. */
export function listOperations(api: Members): Operations {
  const notes: string[] = [];
  const found: (Operation & { readonly said: unknown })[] = [];
  const shared = listServers(api) ?? toSwaggerServers(api);
  for (const [path, written] of Object.entries(isObject(api.paths) ? api.paths : {})) {
    if (!path.startsWith('/')) continue;
    const pointer = `/paths${toPointerStep(path)}`;
    const { item, at } = resolveItem(api, written, pointer);
    if (item === null) {
      notes.push(`${path} stands in another file, which is not read`);
      continue;
    }
    const servers = listServers(item) ?? shared;
    for (const { method, operation, place } of listMethods(item)) {
      const said = Object.hasOwn(operation, 'security') ? operation.security : api.security;
      const own = listServers(operation) ?? servers;
      found.push({ method, path, servers: own, security: 'unsaid', pointer: `${at}${place}`, said });
    }
  }
  const isSaid = found.some(({ said }) => said !== undefined);
  if (!isSaid && found.length > 0) notes.push('the description says nothing of security, so that is not compared');
  const operations = found.map(({ said, ...operation }): Operation => {
    return { ...operation, security: isSaid ? toSecurity(said) : 'unsaid' };
  });
  return { operations, notes };
}

/** One of a list is enough, and an empty one of them means that nothing is; no list at all asks for nothing. */
function toSecurity(said: unknown): Operation['security'] {
  if (!Array.isArray(said) || said.length === 0) return 'none';
  return said.some((one) => isObject(one) && Object.keys(one).length === 0) ? 'optional' : 'required';
}

function listMethods(
  item: Members,
): readonly { readonly method: string; readonly operation: Members; readonly place: string }[] {
  const toEntry = (method: string, operation: unknown, place: string) =>
    isObject(operation) ? [{ method, operation, place }] : [];
  const more = isObject(item.additionalOperations) ? Object.entries(item.additionalOperations) : [];
  return [
    ...METHODS.flatMap((name) => toEntry(name.toUpperCase(), item[name], `/${name}`)),
    ...toEntry('ANY', item[ANY_METHOD], `/${ANY_METHOD}`),
    ...more.flatMap(([name, operation]) => toEntry(name, operation, `/additionalOperations${toPointerStep(name)}`)),
  ];
}

/** A path item, through one reference inside the document; null where it stands in another file. */
function resolveItem(
  api: Members,
  written: unknown,
  pointer: string,
): { readonly item: Members | null; readonly at: string } {
  if (!isObject(written)) return { item: {}, at: pointer };
  const reference = written.$ref;
  if (typeof reference !== 'string') return { item: written, at: pointer };
  if (!reference.startsWith('#/')) return { item: null, at: pointer };
  const at = decodeFragment(reference.slice(1));
  let target: unknown = api;
  for (const step of at.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    target = isObject(target) && Object.hasOwn(target, name) ? target[name] : null;
  }
  return isObject(target) ? { item: { ...target, ...written }, at } : { item: null, at: pointer };
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function listServers(holder: Members): readonly string[] | null {
  if (!Array.isArray(holder.servers) || holder.servers.length === 0) return null;
  return holder.servers.flatMap((server) => {
    if (!isObject(server) || typeof server.url !== 'string') return [];
    const variables = isObject(server.variables) ? server.variables : {};
    return server.url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : null;
      return isObject(variable) && variable.default !== undefined ? String(variable.default) : whole;
    });
  });
}

function toSwaggerServers({ swagger, host, basePath }: Members): readonly string[] {
  if (swagger === undefined) return ['/'];
  const path = typeof basePath === 'string' ? basePath : '/';
  return [typeof host === 'string' ? `https://${host}${path}` : path];
}
