/**
 * Where an issuer's tokens are read, in order of preference.
 *
 * Spec: RFC 6750 section 2, RFC 9110 section 5.1 (field names), RFC 6265 section 4.1.1 (cookie names).
 */
import type { TokenSource } from '../../decision/decision.ts';
import type { Preset } from '../../presets/preset.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry, TokenFromEntry } from '../policy.ts';
import { checkPlaceholder } from '../resolve/placeholders.ts';
import type { CompileContext } from './context.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const AUTHORIZATION: TokenSource = { kind: 'authorization' };

/** Whether a text can be the name of a header field or a cookie. */
export function isFieldName(text: string): boolean {
  return TOKEN.test(text);
}

/** An issuer's sources: its own, else its preset's, else `Authorization` alone. Reported ones are left out. */
export function compileTokenFrom(
  entry: IssuerEntry,
  preset: Preset | null,
  pointer: string,
  context: CompileContext,
): readonly TokenSource[] {
  const places = entry.tokenFrom ?? preset?.tokenFrom ?? ['authorization'];
  const list = toChildPointer(pointer, 'tokenFrom');
  const sources: TokenSource[] = [];
  for (const [index, place] of places.entries()) {
    const at = toChildPointer(list, index);
    const source = toSource(place, at, context);
    if (source === null) continue;
    if (unite(sources, [source]).length === sources.length) {
      context.report.error({ pointer: at, code: 'duplicate-source', message: 'this place is listed twice' });
    }
    sources.push(source);
  }
  return sources;
}

/** Sources of several lists in order, each once. */
export function unite(...lists: readonly (readonly TokenSource[])[]): readonly TokenSource[] {
  const byText = new Map(lists.flat().map((source) => [JSON.stringify(source), source]));
  return [...byText.values()];
}

function toSource(place: TokenFromEntry, pointer: string, context: CompileContext): TokenSource | null {
  if (place === 'authorization') return AUTHORIZATION;
  if ('unsafeQueryToken' in place) {
    const { name, why } = place.unsafeQueryToken;
    const at = toChildPointer(pointer, 'unsafeQueryToken');
    checkPlaceholder(why, toChildPointer(at, 'why'), context.report);
    context.unsafeSettings.push({ pointer: at, setting: 'unsafeQueryToken', why });
    return { kind: 'query', name };
  }
  if ('cookie' in place) {
    const at = toChildPointer(pointer, 'cookie');
    return checkName(place.cookie, 'cookie', at, context) ? { kind: 'cookie', name: place.cookie } : null;
  }
  const at = toChildPointer(pointer, 'header');
  if (!checkName(place.header, 'header', at, context)) return null;
  const name = place.header.toLowerCase();
  if (name !== 'authorization' && name !== 'cookie') return { kind: 'header', name };
  const suggestion = name === 'cookie' ? 'write { "cookie": "name" }' : 'write "authorization"';
  const message = `the ${name === 'cookie' ? 'Cookie' : 'Authorization'} header has its own form`;
  context.report.error({ pointer: at, code: 'source-form', message, suggestion });
  return null;
}

function checkName(name: string, what: 'header' | 'cookie', pointer: string, { report }: CompileContext): boolean {
  if (isFieldName(name)) return true;
  report.error({ pointer, code: 'invalid-field-name', message: `this cannot be the name of a ${what}` });
  return false;
}
