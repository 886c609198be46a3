/**
 * Causes of what is decided on a verified token that does not grant the request.
 */
import type { Reason } from '../../decision/reasons.ts';
import type { ReasonCauses } from './reason-causes.ts';

type RequirementReason = Extract<
  Reason,
  | 'scope_insufficient'
  | 'permission_missing'
  | 'role_missing'
  | 'group_missing'
  | 'claim_unmet'
  | 'issuer_not_accepted'
  | 'client_not_accepted'
  | 'step_up_required'
>;

/** By reason. */
export const REQUIREMENT_CAUSES: Readonly<Record<RequirementReason, ReasonCauses>> = {
  scope_insufficient: {
    what: 'The token lacks a scope that the route requires. The challenge lists what is needed.',
    causes: [
      'The client did not request the scope.',
      'The user or the administrator did not consent to it, or the issuer does not grant it to this client.',
      'The issuer has scopes in a claim that is not mapped (`claimMappings.scopes`).',
      'The route was meant to ask for one of several: a list means all, `{ "anyOf": [...] }` one.',
    ],
    fix: 'Request the scope by name. A token that exists does not get new scopes.',
  },
  permission_missing: {
    what: 'The token lacks a permission that the route requires.',
    causes: [
      'The user was not given it.',
      'The issuer does not put permissions into tokens until told to (Auth0: RBAC settings).',
      'The claim is not mapped.',
    ],
    fix: 'Grant the permission and get a new token. Check `claimMappings.permissions`.',
  },
  role_missing: {
    what: 'The token lacks a role that the route requires.',
    causes: [
      'The user was not given the role.',
      'Roles are in another claim: a namespaced one, or `/resource_access/CLIENT/roles`.',
      'The name differs by case or a prefix.',
    ],
    fix: 'Grant the role and get a new token. Check `claimMappings.roles`.',
  },
  group_missing: {
    what: 'The token lacks a group that the route requires, or does not list its groups.',
    causes: [
      'The user is not in the group.',
      'Groups are not in tokens until a claim is added for them (Okta, Keycloak).',
      'Groups come as ids or paths, and the policy has names.',
      'The user has so many groups that Entra leaves them out and says so in `_claim_names`: that list meets nothing.',
    ],
    fix: 'Write the group as the token has it. For too many groups, use app roles, or groups assigned to the application.',
  },
  claim_unmet: {
    what: 'A claim does not meet the condition of the route, or that of `require` of its issuer. An absent claim meets none.',
    causes: [
      'Somebody asks for what belongs to another user: `{ "param": "user" }` compares with the path.',
      'The type differs: `"2"` is not `2`.',
      'The claim is not in the token, or under another name or pointer.',
    ],
    fix: 'Compare the claim in `sallyport explain --show-claims` with the condition.',
  },
  issuer_not_accepted: {
    what: 'The token is good, and the route is for tokens of other issuers.',
    causes: ["A user's token was sent to a route for machines, or the other way round."],
    fix: 'Use a token of an issuer that the route names in `issuer`, or add this one there.',
  },
  client_not_accepted: {
    what: 'The token is good, and the route is for other clients.',
    causes: [
      'The application is not in the `client` of the route yet.',
      'The claim that names the client is not mapped (`claimMappings.client`).',
    ],
    fix: 'Add the client id to the route, if it is to have access.',
  },
  step_up_required: {
    what: 'The sign-in is too weak (`acr`) or too long ago (`auth_time`) for this route (RFC 9470).',
    causes: [
      'The user signed in without a second factor.',
      'The user signed in too long ago.',
      'The issuer does not put `acr` or `auth_time` into access tokens.',
    ],
    fix: 'Sign the user in again with what the challenge asks for, then repeat the request.',
  },
};
