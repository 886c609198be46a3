/**
 * Compiles the protected resource: its identifier, and where its metadata is served.
 *
 * Spec: RFC 9728 sections 1.2 (an https URL without a fragment) and 3.1 (the well-known path before its own).
 */
import { parsePath, parseTarget } from '../../routes/path.ts';
import type { CompiledResource } from '../compiled.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { checkPlaceholder } from '../resolve/placeholders.ts';
import { checkUrl, type HostRule } from '../resolve/url.ts';

const WELL_KNOWN_PATH = '/.well-known/oauth-protected-resource';

/** The resource, or null where the policy has none or (reported) it cannot be one. */
export function compileResource(
  { resource }: PolicyDocument,
  hosts: HostRule,
  report: Report,
): CompiledResource | null {
  const pointer = '/resource';
  if (resource === undefined || resource.includes('${') || checkPlaceholder(resource, pointer, report) === 'left')
    return null;
  const url = checkUrl({ text: resource, pointer, form: 'keySet', hosts }, report);
  if (url === null) return null;
  const { host, rawPath, rawQuery } = parseTarget(resource);
  const path = parsePath(rawPath);
  // A quote would end the quoted text that names the metadata in a challenge.
  if (host === null || path.kind === 'ambiguous' || path.path !== rawPath || /["\\]/.test(resource)) {
    const message = 'this resource is not written as the gate reads addresses';
    const suggestion =
      host !== null && path.kind === 'canonical' && path.path !== rawPath ? `write "${url.origin}${path.path}"` : null;
    report.error({ pointer, code: 'resource-path', message, suggestion });
    return null;
  }
  // The slash that follows the host alone is left out, that of a path is kept.
  const metadataPath = `${WELL_KNOWN_PATH}${rawPath === '/' ? '' : rawPath}`;
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  return { identifier: resource, metadataPath, metadataUrl: `${url.origin}${metadataPath}${query}` };
}
