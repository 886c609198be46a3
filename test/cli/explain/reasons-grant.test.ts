import { auth0, entra, GET, keycloak, own } from './bench.ts';
import { type Row, testNearMisses } from './near-miss-table.ts';

const ROWS: readonly Row[] = [
  // binding
  ['binding: binding_required, bound_token', GET, () => own({ cnf: { jkt: 'x' } }), /bound to a key/],
  // requirement
  [
    'requirement: scope_insufficient, scopes_not_granted',
    GET,
    () => own({ scope: 'other' }),
    /"other"; the route asks for "read:orders"/,
  ],
  [
    'requirement: scope_insufficient, other_claim',
    GET,
    () => own({ scope: undefined, permissions: ['read:orders'] }),
    /in "permissions".*claimMappings/s,
  ],
  ['requirement: scope_insufficient, comma_separated', GET, () => own({ scope: 'read:orders,write:orders' }), /commas/],
  ['requirement: scope_insufficient, fact_case', GET, () => own({ scope: 'Read:Orders' }), /in case/],
  [
    'requirement: scope_insufficient, fact_prefix',
    GET,
    () => own({ scope: 'https://api.acme.dev/read:orders' }),
    /resource before it/,
  ],
  ['requirement: scope_insufficient, fact_order', GET, () => own({ scope: 'orders.read' }), /order or separator/],
  [
    'requirement: role_missing, other_claim',
    'GET /admin/x',
    () => own({ realm_access: { roles: ['admin'] } }),
    /"\/realm_access\/roles"/,
  ],
  [
    'requirement: group_missing, groups_overage',
    'GET /people',
    () => entra.mint({ _claim_names: { groups: 'src1' } }),
    /too many groups/,
  ],
  ['requirement: permission_missing, permissions_not_granted', 'GET /reports', () => auth0.mint({}), /no permissions/],
  [
    'requirement: claim_unmet, claim_type',
    'GET /level',
    () => own({ level: '3' }),
    /string in the token and a number in the policy/,
  ],
  ['requirement: claim_unmet, claim_case', 'GET /users/Ada/x', () => own({}), /in case alone/],
  ['requirement: claim_unmet, claim_absent', 'GET /level', () => own({}), /no "level"/],
  ['requirement: step_up_required, sign_in', 'GET /pay', () => own({ acr: 'low' }), /acr_values/],
  ['requirement: issuer_not_accepted, other_issuer', 'GET /staff-only', () => keycloak.mint({}), /"keycloak"/],
];

testNearMisses(ROWS);
