/**
 * What an editor shows for each key of `sallyport.jsonc`: a description, and the default where leaving it out means one.
 *
 * Kept beside the generator rather than in the schema: gates carry the schema, and none of them shows a description.
 */

const entry = (description, fallback) =>
  fallback === undefined ? { description } : { description, default: fallback };
const claim = (fact, fallback) =>
  entry(`The claim that carries the ${fact}: a name, a JSON Pointer starting with "/", or a list of them.`, fallback);

const demands = {
  scopes: entry('Scopes: a list means all of them, { "anyOf": [...] } one of them.'),
  permissions: entry('Permissions: a list means all of them, { "anyOf": [...] } one of them.'),
  roles: entry('Roles: a list means all of them, { "anyOf": [...] } one of them.'),
  groups: entry('Groups: a list means all of them, { "anyOf": [...] } one of them.'),
  claims: entry('Conditions by claim: a name verbatim, or a JSON Pointer starting with "/".'),
  issuer: entry('The name of the issuer whose tokens are accepted, or { "anyOf": [...] }.'),
  client: entry('The client id that is accepted, or { "anyOf": [...] }.'),
  anyOf: entry('Requirements of which one must be met.'),
  allOf: entry('Requirements that must all be met.'),
};

/** By definition, then by key. */
export const DESCRIPTIONS = {
  Policy: {
    $schema: entry('The address of this schema, for editors.'),
    audience: entry(
      'Whom tokens must be for; serves every issuer that names no audience. Any one of a list is enough.',
    ),
    resource: entry("The protected resource's identifier: an https URL (RFC 9728)."),
    issuers: entry('Trusted token issuers by name.'),
    routes: entry(
      'Accesses by route key: "[METHOD[|METHOD] ]/path" with ":param" segments and a trailing "/*". The most specific key decides; a request that no key matches is denied.',
    ),
    cors: entry('Cross-origin access that the Worker gate answers for.'),
    worker: entry('What the Worker gate does around a decision.'),
    apiGateway: entry('What is deployed at API Gateway.'),
    log: entry('What the gates log: one JSON object a decision.'),
    tests: entry('Expected decisions, run by "sallyport test".'),
  },
  Issuer: {
    preset: entry('An identity provider whose settings fill everything but "issuer" and "audience".'),
    issuer: entry(
      `Compared exactly with the token's "iss". May hold "{tid}" where "tenants" is given, or be a "\${NAME}" as a whole.`,
    ),
    tenants: entry('The tenants filled into "{tid}"; tokens of any other are refused.'),
    audience: entry('Whom tokens must be for; any one of a list is enough.'),
    unsafeNoAudience: entry('The written reason for accepting tokens whatever API they are for.'),
    clients: entry('Accepted client ids; tokens issued to any other client are refused.'),
    jwksUri: entry("The address of the issuer's keys, where they are not discovered."),
    jwks: entry('Public keys written into the policy.'),
    keys: entry('A service binding that serves metadata and keys, for an issuer in the zone of the Worker.'),
    hmac: entry(
      'Shared secrets of an issuer that signs with HS256, HS384 or HS512. Excludes every other key location.',
    ),
    blockedKeys: entry('Key ids or RFC 7638 thumbprints that are never accepted.'),
    algorithms: entry('Accepted signature algorithms. Default: every asymmetric one, or those of the preset.'),
    tokenTypes: entry('Accepted "typ" values; "absent" accepts a header without one.', ['at+jwt', 'JWT', 'absent']),
    requiredClaims: entry('Claims that must be present.'),
    require: entry('A requirement added to every route that a token of this issuer is to pass.'),
    claimMappings: entry('Which claims carry which facts.'),
    clockToleranceSeconds: entry('How far clocks may differ, in seconds.', 30),
    maxLifetimeSeconds: entry('The longest accepted life of a token, in seconds.', 34_560_000),
    tokenFrom: entry('Where tokens are read, in order of preference.', ['authorization']),
  },
  ClaimMappings: {
    subject: claim('subject', 'sub'),
    client: claim('client id', ['client_id', 'azp']),
    tenant: claim('tenant', 'tid'),
    scopes: claim('scopes', ['scope', 'scp']),
    permissions: claim('permissions', 'permissions'),
    roles: claim('roles', 'roles'),
    groups: claim('groups', 'groups'),
  },
  Requirement: demands,
  Route: {
    ...demands,
    unsafeReportOnly: entry('Logs 401 and 403 and lets them through until a day has ended; the Worker gate alone.'),
    unsafePath: entry('Admits path forms that are refused everywhere else, each for a reason; the Worker gate alone.'),
    unsafeSharedCache: entry("The written reason why shared caches may keep this route's answers."),
  },
  ReportOnly: {
    why: entry('The reason, in words.'),
    until: entry('The last day on which denials are let through, YYYY-MM-DD in UTC.'),
  },
  UnsafePath: {
    encodedSlash: entry('Why "%2F" inside a segment is safe for the origin of this route.'),
    doubleSlash: entry('Why "//" under the trailing "/*" is safe for the origin of this route.'),
    semicolon: entry('Why ";" inside a segment is safe for the origin of this route.'),
  },
  Condition: {
    anyOf: entry('The claim equals one of these.'),
    noneOf: entry('The claim is present and equals none of these.'),
    contains: entry('The claim is a list that holds this.'),
    exists: entry('The claim is present.'),
    gte: entry('The claim is a number, this or greater.'),
    lte: entry('The claim is a number, this or less.'),
    prefix: entry('The claim is a string that starts with this.'),
    param: entry('The claim equals what this parameter of the route bound.'),
  },
  Cors: {
    origins: entry('Exact origins, such as "https://app.acme.dev".'),
    allowHeaders: entry('Request headers that browsers may send.', []),
    exposeHeaders: entry('Response headers that scripts may read.', []),
    credentials: entry('Allows cookies and other credentials.'),
    maxAgeSeconds: entry('How long a browser may keep a preflight answer, in seconds.', 600),
  },
  Assertion: {
    key: entry(`"\${NAME}" of a secret: the private P-256 key that signs, as a JWK.`),
    nextKey: entry(`"\${NAME}" of the key that will sign; published beside the current one.`),
    header: entry('The request header that carries the assertion.', 'sallyport-assertion'),
  },
  Worker: {
    origins: entry('Where requests go: an origin, or origins by path prefix, the longest prefix first.'),
    publicOrigin: entry("This gate's own origin as clients see it."),
    forwardToken: entry('Keeps the credential of guarded routes on the way to the origin.', false),
    stripAuthorization: entry('Drops Authorization on public routes too.', false),
    identityHeaders: entry('Headers set for the origin, by name: a fact of the principal, or { "claim": ... }.'),
    assertion: entry('A short-lived signed statement to the origin of who is calling what. Needs "publicOrigin".'),
    health: entry('Tells the state of the keys at /.well-known/sallyport/health.', false),
    lookAlikes: entry(
      'Whether spellings that a case-insensitive origin might take for another route are refused.',
      'refuse',
    ),
    originTimeoutSeconds: entry("Seconds from the end of a request to the head of its origin's answer.", 100),
  },
  ApiGateway: {
    kind: entry('The kind of authorizer.', 'rest-token'),
    identitySources: entry("The authorizer's identity sources.", ['method.request.header.Authorization']),
    resultTtlSeconds: entry("The authorizer's result TTL as deployed, in seconds.", 300),
    unknownPaths: entry('Whether the API passes on paths that no route matches ({proxy+}).', 'possible'),
    encodedPaths: entry('What the IAM document does with paths that hold "%".', 'refuse'),
    expiryCondition: entry('"none" leaves expiry to a TTL of at most 60 seconds.', 'currentTime'),
    denyShape: entry(
      'How the IAM document denies everything else: "resource" is for what refuses NotResource, and leaves a path that no route has to silence, which a resource policy of the API may overrule.',
      'notResource',
    ),
    maxDocumentBytes: entry(
      'The most bytes that an IAM document may have; for "websocket" the whole answer, at most 8192 and by default that.',
      1_048_576,
    ),
    context: entry('Authorizer context by key: a fact of the principal, or { "claim": ... }.'),
  },
  Log: {
    decisions: entry('Which decisions are logged; a sample keeps every denial.', 'deny'),
    subject: entry('How the subject is logged.', 'hash'),
  },
  Test: {
    request: entry('"METHOD /path".'),
    token: entry('The token that the request is supposed to carry; none where left out.'),
    expect: entry('"allow", "deny", or "deny:" and a reason.'),
  },
  SupposedToken: {
    issuer: entry("The issuer's name in this policy."),
    scopes: entry('Scopes that the token grants.'),
    roles: entry('Roles that the token grants.'),
    permissions: entry('Permissions that the token grants.'),
    groups: entry('Groups that the token lists.'),
    claims: entry('Claims set over those that the other keys fill.'),
  },
  Jwks: { keys: entry('JSON Web Keys, public parts alone (RFC 7517).') },
  Hmac: {
    secrets: entry(`The secret as "\${NAME}", or two during a rotation; each at least as long as the hash.`),
    encoding: entry('How the value of NAME spells the bytes.'),
  },
  ServiceBinding: { binding: entry('The name of the service binding.') },
};

/** By key, for the small objects inside the others. */
export const SMALL_DESCRIPTIONS = {
  sample: entry('The share of allowed requests that is logged, from 0 to 1.'),
  anyOf: entry('One of these.'),
  header: entry('A header that holds the token alone.'),
  cookie: entry('A cookie that holds the token.'),
  unsafeQueryToken: entry('A query parameter that holds the token: URLs are logged, so it needs a written reason.'),
  name: entry('The name of the parameter.'),
  why: entry('The reason, in words.'),
  claim: entry('A claim: a name, or a JSON Pointer starting with "/".'),
};
