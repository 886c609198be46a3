/**
 * Judges the protected resource's identifier.
 *
 * Spec: RFC 9728 section 1.2 (an https URL without a fragment).
 */
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { checkPlaceholder } from '../resolve/placeholders.ts';
import { checkUrl } from '../resolve/url.ts';

/** Reports what is wrong with `resource`. */
export function checkResource({ resource }: PolicyDocument, report: Report): void {
  const pointer = '/resource';
  if (resource === undefined || resource.includes('${') || checkPlaceholder(resource, pointer, report) === 'left')
    return;
  checkUrl({ text: resource, pointer, form: 'keySet', hosts: 'loopbackAllowed' }, report);
}
