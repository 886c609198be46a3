/**
 * Warns of addresses that documentation uses and nobody owns, and of paths that no origin serves.
 */
import { toChildPointer, toPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { findPlaceholder, isExampleDomain } from '../resolve/placeholders.ts';
import { parseWebUrl } from '../resolve/url.ts';
import { type Environment, findVariable } from '../resolve/variables.ts';

/** An address as written, where, and whose it should be. */
interface Address {
  readonly text: string;
  readonly pointer: string;
  readonly suggestion: string;
}

/** Warnings on the addresses of a document and of the variables that are set. */
export function findAddressAdvice(document: PolicyDocument, env: Environment, report: Report): void {
  for (const { text, pointer, suggestion } of listAddresses(document)) {
    const variable = findVariable(text);
    const value: unknown = variable === null ? text : env[variable];
    if (typeof value !== 'string' || !isExampleDomain(value)) continue;
    // A placeholder is an error of its own, an identifier that is no URL nobody's domain.
    if (findPlaceholder(value.replaceAll('{tid}', 'tenant')) !== null || parseWebUrl(value) === null) continue;
    const message = 'example.com belongs to nobody: a placeholder was left in';
    report.warning({ pointer, code: 'example-domain', message, suggestion });
  }
  const origins = document.worker?.origins;
  if (typeof origins !== 'object' || Object.hasOwn(origins, '/')) return;
  const message = 'paths outside these prefixes have no origin';
  const suggestion = 'add "/" with the origin of the rest';
  report.warning({ pointer: toPointer('worker', 'origins'), code: 'origins-incomplete', message, suggestion });
}

function listAddresses({ issuers, worker }: PolicyDocument): readonly Address[] {
  const identity = Object.entries(issuers).flatMap(([name, { issuer, jwksUri }]) => [
    toAddress(issuer, toPointer('issuers', name, 'issuer'), 'write the issuer of your own tokens'),
    toAddress(jwksUri, toPointer('issuers', name, 'jwksUri'), "write the address of the issuer's keys"),
  ]);
  const { origins, publicOrigin } = worker ?? {};
  const at = toPointer('worker', 'origins');
  const listed =
    typeof origins === 'object'
      ? Object.entries(origins).map(([prefix, text]) => [text, toChildPointer(at, prefix)] as const)
      : [[origins, at] as const];
  const own = [...listed, [publicOrigin, toPointer('worker', 'publicOrigin')] as const].map(([text, pointer]) =>
    toAddress(text, pointer, 'write your own origin'),
  );
  return [...identity, ...own].flat();
}

function toAddress(text: string | undefined, pointer: string, suggestion: string): readonly Address[] {
  return text === undefined ? [] : [{ text, pointer, suggestion }];
}
