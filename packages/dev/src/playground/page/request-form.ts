/**
 * The request form: what was filled in, and what of it cannot be read.
 */
import type { CompiledPolicy } from '@sallyport/core';
import type { TokenOrder } from '../protocol.ts';
import { fill, findElement, makeElement } from './elements.ts';
import { type PageRequest, parseHeaderLines, toSample, toTarget } from './request.ts';

/** How the form says to get a token. */
export type TokenChoice =
  | { readonly source: 'none' }
  | { readonly source: 'paste'; readonly token: string }
  | { readonly source: 'mint'; readonly iss: string; readonly order: TokenOrder };

/** What the form holds; a text is what is wrong with it. */
export type FormContent = { readonly request: PageRequest; readonly choice: TokenChoice } | string;

/** Fills the lists of the form from the policy, and the request from the address of the page. */
export function prepareForm(policy: CompiledPolicy, issuers: readonly { name: string; iss: string }[]): void {
  // The issuers of a tenant template share one name.
  const isShared = (name: string): boolean => issuers.filter((one) => one.name === name).length > 1;
  const options = issuers.map(({ name, iss }) =>
    makeElement('option', { value: iss }, isShared(name) ? `${name} (${iss})` : name),
  );
  fill(findElement('issuer', HTMLSelectElement), options);
  const paths = policy.routes.routes.map(({ key }) => key.slice(key.indexOf('/')).replace('/*', '/'));
  fillList('paths', paths);
  const scopes = policy.routes.routes.flatMap(({ access }) => collectScopes(access.requirement));
  fillList('known-scopes', scopes);
  const asked = new URLSearchParams(location.hash.slice(1));
  const method = findElement('method', HTMLSelectElement);
  const wanted = asked.get('method');
  if (wanted !== null && [...method.options].some(({ value }) => value === wanted)) method.value = wanted;
  const [first = '/'] = paths;
  findElement('path', HTMLInputElement).value = asked.get('path') ?? first.replace(/:[^/]+/g, '1');
  if (issuers.length === 0) choose('paste');
  showSource();
}

/** Fills in a request that a route's key covers, and leaves the focus on its path. */
export function fillRequest(key: string): void {
  const { method, url } = toSample(key);
  findElement('method', HTMLSelectElement).value = method;
  const path = findElement('path', HTMLInputElement);
  path.value = url;
  path.focus();
}

/** Shows the fields of the chosen source alone. */
export function showSource(): void {
  const source = readSource();
  findElement('mint', HTMLElement).hidden = source !== 'mint';
  findElement('paste', HTMLElement).hidden = source !== 'paste';
}

/** Reads the form, and leaves the request without its query and token in the address of the page. */
export function readForm(): FormContent {
  const method = findElement('method', HTMLSelectElement).value;
  const url = toTarget(findElement('path', HTMLInputElement).value);
  const headers = parseHeaderLines(findElement('headers', HTMLTextAreaElement).value);
  if (typeof headers === 'number') return `Headers: line ${headers} is no "name: value".`;
  const choice = readChoice();
  if (typeof choice === 'string') return choice;
  const [path = '/'] = url.split(/[?#]/);
  history.replaceState(null, '', `#${new URLSearchParams({ method, path })}`);
  return { request: { method, url, headers }, choice };
}

function readChoice(): TokenChoice | string {
  const source = readSource();
  if (source === 'none') return { source };
  if (source === 'paste') return { source, token: findElement('token', HTMLTextAreaElement).value };
  const iss = findElement('issuer', HTMLSelectElement).value;
  if (iss === '') return 'No local issuer stands in for an issuer of this policy: paste a token.';
  const claims = parseClaims(findElement('claims', HTMLTextAreaElement).value);
  if (claims === null) return 'Further claims: this is no JSON object.';
  const [subject, audience] = ['subject', 'audience'].map((id) => findElement(id, HTMLInputElement).value.trim());
  const order: TokenOrder = {
    ...{ type: readType(), scopes: readList('scopes'), permissions: readList('permissions') },
    ...{ roles: readList('roles'), groups: readList('groups'), claims },
    expiresInSeconds: Number(findElement('expires', HTMLSelectElement).value),
    ...(subject ? { subject } : {}),
    ...(audience ? { audience } : {}),
  };
  return { source, iss, order };
}

function readType(): 'access' | 'id' | 'machine' {
  const { value } = findElement('type', HTMLSelectElement);
  return value === 'id' || value === 'machine' ? value : 'access';
}

function readSource(): TokenChoice['source'] {
  const value = document.querySelector<HTMLInputElement>('input[name=source]:checked')?.value;
  return value === 'mint' || value === 'paste' ? value : 'none';
}

function choose(source: TokenChoice['source']): void {
  const radio = document.querySelector<HTMLInputElement>(`input[name=source][value=${source}]`);
  if (radio !== null) radio.checked = true;
}

function readList(id: string): readonly string[] {
  return findElement(id, HTMLInputElement)
    .value.split(/[\s,]+/)
    .filter((text) => text !== '');
}

function parseClaims(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function fillList(id: string, values: readonly string[]): void {
  const options = [...new Set(values)].map((value) => makeElement('option', { value }));
  fill(findElement(id, HTMLDataListElement), options);
}

/** Every scope that a requirement names, however deep. */
function collectScopes(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('fact' in value && value.fact === 'scopes' && 'values' in value && Array.isArray(value.values)) {
    return value.values.filter((one) => typeof one === 'string');
  }
  return Object.values(value).flatMap(collectScopes);
}
