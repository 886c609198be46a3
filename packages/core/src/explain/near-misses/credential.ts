/**
 * Near misses of the credential itself: no scheme, the wrong place, an opaque or encrypted token, a variable left unset.
 */
import type { CredentialSign } from '../credential-facts.ts';
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { toPlaceText } from '../phases.ts';

const SIGNS: Readonly<Record<CredentialSign, Omit<NearMiss, 'code'>>> = {
  no_scheme: {
    cause: 'The Authorization header holds a token alone, without "Bearer" before it.',
    fix: 'Send "Authorization: Bearer TOKEN".',
    weight: 0.95,
  },
  other_scheme: {
    cause: 'The Authorization header uses another scheme than Bearer.',
    fix: 'Send "Authorization: Bearer TOKEN".',
    weight: 0.8,
  },
  scheme_twice: {
    cause: 'The Authorization header says "Bearer" twice: two parts of the client add it.',
    fix: 'Add it in one place.',
    weight: 0.95,
  },
  quoted: { cause: 'The token stands in quotes.', fix: 'Strip the quotes, as jq -r does.', weight: 0.9 },
  spaced: {
    cause: 'The token holds a space or a line break, as copied text does.',
    fix: 'Join its lines before it is sent.',
    weight: 0.9,
  },
  placeholder: {
    cause:
      'The credential is the name of a variable or "undefined": the client had no token when it built the request.',
    fix: 'Wait for the token before the request is sent, and check the name of the variable.',
    weight: 0.95,
  },
  github: {
    cause: "The token is for GitHub's own API.",
    fix: 'In a workflow, send what getIDToken() returns.',
    weight: 0.95,
  },
  google: {
    cause: "The token is a Google access token, which is opaque and for Google's own APIs.",
    fix: 'Send the ID token.',
    weight: 0.95,
  },
  truncated: {
    cause: 'The token has two parts where three are needed: it lost its end.',
    fix: 'Copy it whole, and look for a limit on the length of headers on the way.',
    weight: 0.9,
  },
  elsewhere: {
    cause: 'There is an Authorization header, and this route does not read its tokens there.',
    fix: 'Send the token where "tokenFrom" of the issuer says, or add "header: Authorization" to it.',
    weight: 0.85,
  },
};

/** For the reasons of the extract and decode phases. */
export function findCredentialMisses(question: MissQuestion): readonly NearMiss[] {
  const { reason, credential, route, policy, issuer } = question;
  switch (reason) {
    case 'token_missing':
    case 'scheme_unsupported':
    case 'credential_malformed':
    case 'token_malformed': {
      const signs = credential.signs.map((code) => ({ code, ...SIGNS[code] }));
      if (signs.length > 0 || reason !== 'token_missing') return signs;
      const places = (route?.access.sources ?? policy.sources).map(toPlaceText).join(', then ');
      const cause = `Nothing was sent in ${places}.`;
      const fix = 'Send a token; where a proxy stands before the gate, check that it passes the header on.';
      return [{ code: 'nothing_sent', cause, fix, weight: 0.7 }];
    }
    case 'credential_ambiguous': {
      const cause = 'One place holds two tokens: a proxy or a second cookie of the same name adds one.';
      return [{ code: 'two_tokens', cause, fix: 'Send one, and remove the other where it is added.', weight: 0.8 }];
    }
    case 'credential_misplaced': {
      const places = (issuer?.tokenFrom ?? []).map(toPlaceText).join(' or ');
      const cause = `The token was sent in ${toPlaceText(credential.from)}, and its issuer's are read from ${places}.`;
      return [{ code: 'other_place', cause, fix: 'Send it there, or add this place to "tokenFrom".', weight: 0.9 }];
    }
    case 'token_opaque':
      return findOpaque(question);
    case 'token_encrypted': {
      const cause = 'The token has five parts: it is encrypted for someone else to read (JWE).';
      const fix = 'Ask for a token with this API as its audience; at Auth0 name it in "audience".';
      return [{ code: 'encrypted', cause, fix, weight: 0.9 }];
    }
    case 'token_too_large': {
      const cause = 'Tokens grow by lists: groups, roles or permissions of a user with many of them.';
      return [
        { code: 'many_groups', cause, fix: 'Have the issuer emit only those that this API asks for.', weight: 0.8 },
      ];
    }
    default:
      return [];
  }
}

function findOpaque({ credential, policy }: MissQuestion): readonly NearMiss[] {
  const signs = credential.signs.map((code) => ({ code, ...SIGNS[code] }));
  if (signs.length > 0) return signs;
  const isAuth0 = policy.issuers.some(({ preset, iss }) => preset === 'auth0' || /\.auth0\.com\//.test(iss));
  const audience = isAuth0
    ? 'Auth0 sends an opaque token where "audience" is left out'
    : 'it was requested without an audience, or it is a refresh token or a session';
  const cause = `The token holds no claims to read: ${audience}.`;
  const fix = 'Request an access token with this API as its audience ("audience" or "resource").';
  return [{ code: 'opaque', cause, fix, weight: 0.8 }];
}
