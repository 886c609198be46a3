/**
 * Causes of what is decided on the token before its claims: its form, its issuer, its key and its signature.
 */
import type { Reason } from '../../decision/reasons.ts';
import type { ReasonCauses } from './reason-causes.ts';

type TokenReason = Extract<
  Reason,
  | 'token_too_large'
  | 'token_malformed'
  | 'token_encrypted'
  | 'token_opaque'
  | 'issuer_unknown'
  | 'algorithm_not_allowed'
  | 'type_not_allowed'
  | 'critical_header'
  | 'credential_misplaced'
  | 'key_not_found'
  | 'key_ambiguous'
  | 'signature_invalid'
  | 'keys_unavailable'
  | 'discovery_unavailable'
  | 'internal_error'
>;

/** By reason. */
export const TOKEN_CAUSES: Readonly<Record<TokenReason, ReasonCauses>> = {
  token_too_large: {
    what: 'The token is longer than 16 KiB.',
    causes: [
      'The provider puts every group or permission of a user into the token.',
      'Something else was sent as a token.',
    ],
    fix: 'Let the provider send only the groups that this API needs.',
  },
  token_malformed: {
    what: 'The token is not a signed JWT in its one canonical form: three parts of base64url, the first two JSON objects.',
    causes: [
      'The token was cut off when it was copied, or a character was added.',
      'It is an opaque token that has dots in it, such as an access token of Google.',
      'A member stands twice in its header or payload, which two readers could read differently.',
    ],
    fix: 'Get a fresh token and send it as it came. `sallyport explain` says which part cannot be read.',
  },
  token_encrypted: {
    what: 'The token has five parts: it is encrypted (JWE), for somebody else.',
    causes: [
      'It was requested without this API as its audience: Auth0 then encrypts it for itself.',
      'The issuer is set to encrypt access tokens.',
    ],
    fix: "Request the token with this API's identifier as its audience; switch encryption off for it.",
  },
  token_opaque: {
    what: 'The token has no dots: it is no JWT, and only its issuer can read it.',
    causes: [
      'It was requested without this API as its audience.',
      'It is a refresh token, an authorization code or an API key.',
      'The provider issues opaque access tokens only (Google), or by default (machine tokens of Clerk).',
    ],
    fix: "Request the token with this API's identifier as its audience, so that the issuer sends a JWT.",
  },
  issuer_unknown: {
    what: 'No issuer of the policy has exactly the `iss` of the token. Nothing was fetched.',
    causes: [
      'A trailing slash: Auth0 has one, Okta has none.',
      'Another tenant, environment or custom domain than the one in the policy.',
      'Another version of the same provider: Entra v1 tokens come from `sts.windows.net`.',
      "Okta's org server instead of a custom authorization server.",
    ],
    fix: "Copy `iss` from a token into `issuer`, to the letter, if it is an issuer you trust. The token's own word never makes it one.",
  },
  algorithm_not_allowed: {
    what: 'The `alg` of the token is not one that its issuer is configured for. The token never chooses.',
    causes: [
      'The issuer signs with a shared secret (`HS256`), which no asymmetric key can check.',
      'The issuer moved to another algorithm, for example from RS256 to ES256.',
      'The token is unsigned (`none`): from an emulator, or forged.',
    ],
    fix: 'Set the issuer to RS256 or ES256, or list what it uses in `algorithms`. `HS*` works with `hmac` alone; `none` never.',
  },
  type_not_allowed: {
    what: 'The token is of another kind than an access token, by its `typ` or a claim that tells kinds apart.',
    causes: [
      'The client sends the ID token instead of the access token.',
      'It is a refresh or logout token.',
      'The issuer uses a `typ` of its own.',
    ],
    fix: 'Send the access token. If the issuer has a `typ` of its own for them, list it in `tokenTypes`.',
  },
  critical_header: {
    what: 'The header lists extensions that must be understood (`crit`), and no extension is supported.',
    causes: [
      'The issuer uses an extension such as unencoded payloads (`b64`).',
      'Somebody tries what a verifier ignores.',
    ],
    fix: 'Let the issuer leave the extension out.',
  },
  credential_misplaced: {
    what: 'The token was found in a place that is right for another issuer, but not for its own.',
    causes: [
      'A token for the `Authorization` header was put into a cookie, or the other way round.',
      'Behind Cloudflare Access or IAP: the token was sent in `Authorization`, not in the header of that proxy.',
    ],
    fix: "Send it where its issuer's `tokenFrom` says, or add the place there.",
  },
  key_not_found: {
    what: 'The issuer publishes no usable key for this token, by a key set fetched just now.',
    causes: [
      'The token is from another environment that has the same `iss`.',
      'The key was taken out of the set while tokens signed with it were still about.',
      'The key is there and cannot be used: an RSA key below 2048 bits, a `use` of `enc`, another `alg`.',
      'The token has no `kid`, and more than four keys fit.',
      'The key is listed in `blockedKeys`.',
    ],
    fix: 'Compare the `kid` of the token with the key set (`sallyport check --online`). Publish a key well before its first use.',
  },
  key_ambiguous: {
    what: 'More than four keys of the set share the `kid` of the token.',
    causes: ['The issuer gives all its keys one name.', 'Key sets of several environments were merged into one.'],
    fix: 'Publish distinct `kid` values.',
  },
  signature_invalid: {
    what: 'The key is there, and the signature is not by it, or not over these bytes.',
    causes: [
      'The token was changed or cut after it was signed, often by hand.',
      'The issuer made a new key under the old `kid`.',
      'The token is from another environment whose keys have the same names.',
      'With `hmac`: another secret, or another `encoding` of it.',
      'It is forged.',
    ],
    fix: 'Get a fresh token and try again. If it fails too, compare the key sets of the environments.',
  },
  keys_unavailable: {
    what: 'The keys of the issuer could not be had, and none young enough is held. This says nothing about the token.',
    causes: [
      'The issuer is down, or answers with an error or an empty key set.',
      'The gate cannot reach it: a firewall, a VPC without a way out, a private cluster.',
      'A Worker fetches a host in its own zone: use a service binding (`keys`).',
      'A legacy project signs with a shared secret and publishes no key (Supabase, FusionAuth).',
    ],
    fix: 'Run `sallyport check --online` where the gate runs. Wait: nothing is cached, and the next request tries again.',
  },
  discovery_unavailable: {
    what: "The issuer's metadata, which tells where its keys are, could not be had or names another issuer.",
    causes: [
      'The `issuer` of the policy has a typing error, or lacks its path.',
      'The issuer is down or cannot be reached.',
      'The metadata names another `issuer`: a custom domain, or an internal and a public hostname.',
    ],
    fix: 'Run `sallyport check --online`. For an issuer without metadata give `jwksUri`.',
  },
  internal_error: {
    what: 'Something that must not fail did: a defect, or a port that threw. Nothing is let through.',
    causes: ['A store or another port given to the gate threw an error.', 'A defect in Sallyport.'],
    fix: "The log line has the error's name. If it is not one of your own ports, please report it with the `decisionId` and the log line.",
  },
};
