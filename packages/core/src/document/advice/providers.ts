/**
 * Warns of what a provider's tokens never say, or say of more than one issuer, though a policy may hold it.
 */
import { toPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { type Environment, findVariable } from '../resolve/variables.ts';

// What a cluster calls itself where nobody says otherwise.
const CLUSTER_DEFAULT = /^https:\/\/kubernetes\.default(?:\.svc(?:\.cluster\.local)?)?(?:[:/]|$)/;

/** Warnings on issuers and audiences, those of variables that are set among them. */
export function findProviderAdvice(
  { issuers, audience: shared }: PolicyDocument,
  env: Environment,
  report: Report,
): void {
  const read = (text: string): string => {
    const variable = findVariable(text);
    return variable === null ? text : (env[variable] ?? '');
  };
  for (const [name, { preset, issuer, audience }] of Object.entries(issuers)) {
    if (CLUSTER_DEFAULT.test(read(issuer))) {
      const message = 'every Kubernetes cluster calls itself this by default: only the keys tell them apart';
      const suggestion = 'give the cluster a "--service-account-issuer" of its own';
      report.warning({ pointer: toPointer('issuers', name, 'issuer'), code: 'shared-issuer', message, suggestion });
    }
    if (preset !== 'entra') continue;
    const accepted = audience ?? shared ?? [];
    const texts = (typeof accepted === 'string' ? [accepted] : accepted).map(read);
    if (texts.length === 0 || !texts.every((text) => text.startsWith('api://'))) continue;
    const pointer = audience === undefined ? toPointer('audience') : toPointer('issuers', name, 'audience');
    const message = 'a v2.0 access token of Entra has the API\'s client id as its audience, not "api://..."';
    const suggestion = 'write the client id alone, or use "preset": "entra-v1" for v1.0 tokens';
    report.warning({ pointer, code: 'entra-audience', message, suggestion });
  }
}
