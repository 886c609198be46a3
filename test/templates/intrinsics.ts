/** CloudFormation's functions as text: `${Api}` for a reference, `${Authorizer.Arn}` for an attribute. */
import { at, isFields, listAt } from './json.ts';

/** The text of a value; null for what is no text. A function that cannot be told stands as its name. */
export function toText(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isFields(value)) return null;
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Ref') return `\${${argument}}`;
  if (name === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.join('.') : argument}}`;
  if (name === 'Fn::Sub') return typeof argument === 'string' ? argument : toText(at(argument, 0));
  if (name === 'Fn::Join') {
    const parts = listAt(argument, 1).map((part) => toText(part) ?? '');
    return parts.join(String(at(argument, 0) ?? ''));
  }
  return name.startsWith('Fn::') ? `\${${name}}` : null;
}

/** The resource a text names, as in `${Authorizer.Arn}` or `${Authorizer}`; null where it names none. */
export function toResource(value: unknown): string | null {
  return /^\$\{(\w+)(?:\.\w+)?\}$/.exec(toText(value) ?? '')?.[1] ?? null;
}

/** The function behind the URI of an authorizer or an integration; null where there is none. */
export function toInvoked(uri: unknown): string | null {
  return /functions\/\$\{(\w+)\.Arn\}\/invocations$/.exec(toText(uri) ?? '')?.[1] ?? null;
}

/** The API and what follows it in a source ARN. */
export function toSource(value: unknown): { readonly api: string | null; readonly scope: string | null } {
  const [, api = null, scope = null] =
    /^arn:\$\{AWS::Partition\}:execute-api:\$\{AWS::Region\}:\$\{AWS::AccountId\}:\$\{(\w+)\}\/(.+)$/.exec(
      toText(value) ?? '',
    ) ?? [];
  return { api, scope };
}
