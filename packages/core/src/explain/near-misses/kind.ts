/**
 * Near misses of what kind of token it is: an ID token for an access token, another algorithm, a key of elsewhere.
 */
import type { CompiledIssuer } from '../../document/compiled.ts';
import type { JsonObject } from '../../token/json.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { show } from '../phase-text.ts';

const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];

const ID_TOKEN: NearMiss = {
  code: 'id_token',
  cause: 'This is an ID token, which tells a client who signed in; an API takes access tokens.',
  fix: 'Send the "access_token" of the token response, not its "id_token".',
  weight: 0.92,
};

/** Whether claims are those of an ID token (OpenID Connect Core section 2, and providers' own marks). */
export function isIdToken(payload: JsonObject): boolean {
  const read = (name: string): unknown => (Object.hasOwn(payload, name) ? payload[name] : undefined);
  if (read('token_use') === 'id' || read('typ') === 'ID') return true;
  if (ID_TOKEN_CLAIMS.some((name) => read(name) !== undefined)) return true;
  const client = read('azp') ?? read('cid') ?? read('client_id');
  const grants = ['scope', 'scp', 'permissions', 'roles'].some((name) => read(name) !== undefined);
  return !grants && typeof client === 'string' && read('aud') === client;
}

/** Whether the policy takes ID tokens of this issuer, as the preset "cognito-id" does. */
export function wantsIdTokens({ typeClaims }: CompiledIssuer): boolean {
  return typeClaims.some(({ values }) => values.has('id'));
}

/** For the reasons of the issuer, key, signature and binding phases. */
export function findKindMisses(question: MissQuestion): readonly NearMiss[] {
  const { reason, about, token, issuer } = question;
  if (token === null) return [];
  const misses = findByReason(question);
  const isOfKind = reason === 'type_not_allowed' || reason === 'audience_mismatch' || reason === 'claim_missing';
  const isPossible = isOfKind && issuer !== null && about !== 'iss' && !wantsIdTokens(issuer);
  return isPossible && isIdToken(token.payload) ? [ID_TOKEN, ...misses] : misses;
}

function findByReason(question: MissQuestion): readonly NearMiss[] {
  const { reason, about, token, issuer } = question;
  if (token === null) return [];
  const { alg, kid, typ } = token.header;
  switch (reason) {
    case 'algorithm_not_allowed':
      return [toAlgorithm(alg, [...(issuer?.algorithms ?? [])])];
    case 'type_not_allowed': {
      if (about !== 'typ' || isTypeOfClaim(question)) return toTypeClaim(token.payload, about ?? '', issuer);
      const written = typ.kind === 'present' ? show(typ.value) : 'absent';
      const cause = `The header's "typ" is ${written}, and the policy accepts ${[...(issuer?.tokenTypes ?? [])].map(show).join(', ')}${issuer?.typelessTokens === 'accepted' ? ' or none' : ''}.`;
      return [
        {
          code: 'other_type',
          cause,
          fix: 'Send an access token; add the type to "tokenTypes" only if APIs are meant to take it.',
          weight: 0.6,
        },
      ];
    }
    case 'key_not_found':
      return [kid === null ? NO_KID : toForeignKey(kid)];
    case 'signature_invalid':
      return [CHANGED, OTHER_ENVIRONMENT];
    case 'binding_required': {
      const cause = 'The token is bound to a key of the client ("cnf"), and came as a plain bearer token.';
      const fix = 'Have the client prove that it holds the key (DPoP, mutual TLS), or ask for an unbound token.';
      return [{ code: 'bound_token', cause, fix, weight: 0.8 }];
    }
    case 'critical_header': {
      const cause = 'The token demands an extension ("crit") that its readers must understand.';
      return [{ code: 'extension', cause, fix: 'Have the issuer sign plain tokens for this API.', weight: 0.7 }];
    }
    default:
      return [];
  }
}

/** Whether "typ" is the payload's own, as Keycloak writes it, and not the header's, which is judged first. */
function isTypeOfClaim({ token, issuer }: MissQuestion): boolean {
  if (token === null || issuer === null) return false;
  const { typ } = token.header;
  const isTyped =
    typ.kind === 'present' && issuer.tokenTypes.has(typ.value.toLowerCase().replace(/^application\//, ''));
  const isAccepted = isTyped || (typ.kind === 'absent' && issuer.typelessTokens === 'accepted');
  return isAccepted && issuer.typeClaims.some(({ claim }) => claim.text === 'typ');
}

const NO_KID: NearMiss = {
  code: 'no_kid',
  cause: 'The token names no key ("kid"), and the issuer publishes several or none that fit.',
  fix: 'Have the issuer write "kid" into its tokens.',
  weight: 0.7,
};

const CHANGED: NearMiss = {
  code: 'changed',
  cause: 'The token was changed after it was signed: cut, edited in a debugger, or encoded anew.',
  fix: 'Send the token as the issuer gave it.',
  weight: 0.6,
};

const OTHER_ENVIRONMENT: NearMiss = {
  code: 'other_environment',
  cause: 'The token is of another environment that shares issuer and key id, or was made by hand.',
  fix: 'Compare where the token was requested with the key location in the policy.',
  weight: 0.5,
};

function toForeignKey(kid: string): NearMiss {
  const cause = `The issuer publishes no key with the id ${show(kid)}: it has rotated, or the token is of another environment.`;
  return {
    code: 'foreign_key',
    cause,
    fix: 'Get a new token; compare the key location in the policy with the issuer.',
    weight: 0.7,
  };
}

function toAlgorithm(alg: string, accepted: readonly string[]): NearMiss {
  const list = accepted.map(show).join(', ');
  if (alg.toLowerCase() === 'none') {
    const cause = 'The token is not signed at all ("alg": "none"), as those of emulators are.';
    return { code: 'unsigned', cause, fix: 'Get a token of the real issuer.', weight: 0.95 };
  }
  if (alg.startsWith('HS')) {
    const cause = `The token is signed with a shared secret (${show(alg)}); the policy accepts ${list}.`;
    const fix = 'Have the issuer sign with an asymmetric key; a secret that verifies can also sign.';
    return { code: 'shared_secret', cause, fix, weight: 0.9 };
  }
  const cause = `The token is signed with ${show(alg)}; the policy accepts ${list}.`;
  const fix = 'Add it to "algorithms" of the issuer if its metadata lists it.';
  return { code: 'other_algorithm', cause, fix, weight: 0.8 };
}

function toTypeClaim(payload: JsonObject, name: string, issuer: CompiledIssuer | null): readonly NearMiss[] {
  const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
  if (value === 'Refresh' || value === 'refresh' || value === 'Offline') {
    const cause = 'This is a refresh token, which only the issuer itself takes.';
    return [{ code: 'refresh_token', cause, fix: 'Send the "access_token" of the token response.', weight: 0.95 }];
  }
  const wanted = issuer !== null && wantsIdTokens(issuer) ? 'ID' : 'access';
  const cause = `The claim ${show(name)} is ${show(value)}, which this issuer's ${wanted} tokens do not have.`;
  return [{ code: 'other_type', cause, fix: `Send the ${wanted} token.`, weight: 0.6 }];
}
