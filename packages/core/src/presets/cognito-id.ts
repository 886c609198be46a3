/**
 * Amazon Cognito user pools, ID tokens: for the API of the very app client that signed the user in, and for no other.
 *
 * Trust: users write the attributes that their app client may write, so these prove nothing; groups are the pool's own.
 * Does not: take the access tokens of the pool, which grant scopes and which APIs are meant to get, beside its ID tokens;
 * nor read `cognito:roles`, which are IAM roles of AWS.
 * Spec: the pages on the ID token and on attribute permissions, in the developer guide at docs.aws.amazon.com/cognito.
 */
import { cognito } from './cognito.ts';
import type { Preset } from './preset.ts';

/** Amazon Cognito, ID tokens. */
export const cognitoId: Preset = {
  name: 'cognito-id',
  title: 'Amazon Cognito user pool (ID tokens)',
  issuerExample: cognito.issuerExample,
  issuerRules: cognito.issuerRules,
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['absent', 'JWT'],
  typeClaims: { token_use: ['id'] },
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', client: 'aud', groups: 'cognito:groups' },
  hints: {
    type_not_allowed:
      'This preset takes the ID token alone. The access token ("token_use": "access") is the better choice for an API: take it with the preset "cognito".',
    audience_mismatch:
      '"aud" of an ID token is the id of the app client that signed the user in: list the clients of your own that call this API, and let everyone else send access tokens.',
    issuer_unknown: 'The token is of another user pool: compare the region and the id of the pool.',
    scope_insufficient: 'ID tokens have no scopes: take access tokens with the preset "cognito", or ask for groups.',
    claim_unmet:
      'Attributes prove nothing where the app client lets users write them; "email_verified" must be true before "email" means much.',
  },
};
