/**
 * The mix of requests, each with the answer that it must get.
 */
const BEARER = ({ text }) => ({ authorization: `Bearer ${text}` });

/**
 * Kinds of requests: weight in the mix, and how to make one. `make` gives null while it has no token.
 * `expect` is a status, or `unknown_key`: 401, and 503 where the issuer cannot be asked.
 */
const KINDS = {
  public: [10, () => ({ path: '/public/a', expect: 200, user: null })],
  publicWithToken: [3, (tokens) => withToken(tokens.pick('forged'), '/public/b', 200, null)],
  own: [25, (tokens) => withToken(tokens.pick('plain'), '/me', 200)],
  reader: [20, (tokens) => withToken(tokens.pick('reader'), '/orders/1', 200)],
  ownPath: [8, (tokens) => withPath(tokens.pick('plain'), (subject) => `/users/${subject}/x`, 200)],
  admin: [4, (tokens) => withToken(tokens.pick('admin'), '/admin/x', 200)],
  post: [
    4,
    (tokens) => ({ ...withToken(tokens.pick('plain'), '/items', 200), method: 'POST', body: 'x'.repeat(2000) }),
  ],
  alive: [3, (tokens) => withToken(tokens.pickAlive(), '/me', 200)],
  dead: [3, (tokens) => withToken(tokens.pickDead(), '/me', 401)],
  noRole: [6, (tokens) => withToken(tokens.pick('plain'), '/admin/x', 403)],
  noScope: [5, (tokens) => withToken(tokens.pick('plain'), '/orders/1', 403)],
  othersPath: [4, (tokens) => withPath(tokens.pick('plain'), (subject) => `/users/x-${subject}/x`, 403)],
  unmatched: [2, (tokens) => withToken(tokens.pick('admin'), '/nowhere', 403)],
  closed: [2, (tokens) => withToken(tokens.pick('admin'), '/closed/x', 403)],
  ambiguous: [3, (tokens) => withToken(tokens.pick('plain'), '/public/../admin/x', 400)],
  missing: [4, () => ({ path: '/me', expect: 401 })],
  expired: [4, (tokens) => withToken(tokens.pick('expired'), '/me', 401)],
  forged: [4, (tokens) => withToken(tokens.pick('forged'), '/me', 401)],
  stranger: [2, (tokens) => withToken(tokens.pick('stranger'), '/me', 401)],
  bogusKid: [4, (tokens) => withToken(tokens.pick('bogusKid'), '/me', 'unknown_key')],
  withdrawn: [2, (tokens) => withToken(tokens.pickWithdrawn(), '/me', 'unknown_key')],
  malformed: [3, () => ({ path: '/me', headers: { authorization: 'Bearer a.b.c' }, expect: 401 })],
};

/** Kinds that the origin may see. */
export const ALLOWED_KINDS = new Set([
  'public',
  'publicWithToken',
  'own',
  'reader',
  'ownPath',
  'admin',
  'post',
  'alive',
]);

const WHEEL = Object.entries(KINDS).flatMap(([kind, [weight]]) => Array.from({ length: weight }, () => kind));

/** One request of the mix, with what its answer must be. */
export function nextRequest(tokens) {
  for (;;) {
    const kind = WHEEL[Math.floor(Math.random() * WHEEL.length)];
    const made = KINDS[kind][1](tokens);
    if (made?.path !== undefined) return { kind, method: 'GET', headers: {}, ...made };
  }
}

function withToken(token, path, expect, user = token?.subject) {
  return token === null ? null : { path, headers: BEARER(token), expect, user };
}

function withPath(token, toPath, expect) {
  return token === null ? null : withToken(token, toPath(token.subject), expect);
}

/**
 * What is wrong with an answer, or null: `wrong_allow`, `wrong_deny`, `wrong_user`, `server_error`, `unavailable` or
 * `wrong_status`.
 */
export function judge({ expect, user, body }, status, answer, issuerState) {
  if (expect === 'unknown_key') {
    if (status === 401 || (status === 503 && issuerState !== 'well')) return null;
  } else if (status === expect) {
    if (status !== 200) return null;
    const told = JSON.parse(answer);
    if (told.user !== user) return 'wrong_user';
    return body === undefined || told.bytes === body.length ? null : 'wrong_status';
  }
  if (status < 400) return 'wrong_allow';
  if (status === 503) return 'unavailable';
  if (status >= 500) return 'server_error';
  return expect === 200 ? 'wrong_deny' : 'wrong_status';
}
