/**
 * Microsoft Entra External ID: the external tenant of an application's customers, v2.0 access tokens. Its tokens are those
 * of Entra but for `iss`, which names the tenant's id twice: the host is never the tenant's name nor a custom domain.
 *
 * Does not: know v1.0 tokens of such tenants, several tenants as one issuer, nor `uti`, the token's own id.
 * Spec: the pages on tokens, their claims and the features of external tenants, at learn.microsoft.com/entra.
 */
import { ENTRA_V2_HINTS, ENTRA_V2_TOKENS } from './entra.ts';
import type { Preset } from './preset.ts';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const OPENID = 'copy "issuer" from the OpenID configuration of your tenant';

/** Microsoft Entra External ID. */
export const entraExternalId: Preset = {
  name: 'entra-external-id',
  title: 'Microsoft Entra External ID',
  issuerExample: 'https://5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11.ciamlogin.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0',
  issuerRules: [
    {
      kind: 'refuse',
      pattern:
        '^https://(?:login\\.(?:partner\\.)?microsoftonline\\.[^/]+|sts\\.windows\\.net|[^/]+\\.b2clogin\\.com)(?:/.*)?$',
      message: 'this is not the issuer of an external tenant: that one is at ciamlogin.com',
      suggestion: `${OPENID}, or use "preset": "entra" for a workforce tenant`,
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: `^https://(?!(${GUID})\\.ciamlogin\\.com/\\1/)[^/]+(?:/.*)?$`,
      message:
        "the host of an External ID issuer begins with the tenant's id, also where clients use its name or a domain",
      suggestion: OPENID,
      correct: { from: `^https://[^/]+/(${GUID})(?:/.*)?$`, to: 'https://$1.ciamlogin.com/$1/v2.0' },
    },
    {
      kind: 'require',
      pattern: `^https://${GUID}\\.ciamlogin\\.com/${GUID}/v2\\.0$`,
      message: 'an External ID issuer is https://TENANT_ID.ciamlogin.com/TENANT_ID/v2.0 with a lower-case id',
      suggestion: OPENID,
      correct: { from: `^https://[^/]+/(${GUID})(?:/.*)?$`, to: 'https://$1.ciamlogin.com/$1/v2.0' },
    },
  ],
  ...ENTRA_V2_TOKENS,
  hints: {
    ...ENTRA_V2_HINTS,
    type_not_allowed: 'Set "requestedAccessTokenVersion" of the API\'s manifest to 2.',
    issuer_unknown:
      'Clients must sign in at ciamlogin.com: a token got at login.microsoftonline.com has that issuer. The host of "iss" is the tenant\'s id, not its name.',
    discovery_unavailable:
      'Name the key set of the tenant as "jwksUri": https://TENANT.ciamlogin.com/TENANT_ID/discovery/v2.0/keys.',
  },
};
