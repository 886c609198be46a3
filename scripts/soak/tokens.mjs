/**
 * Tokens of many users, renewed all the time and signed by whatever keys the issuer has now.
 */
const USERS = Array.from({ length: 40 }, (_, index) => `user-${index}`);
const TOLERANCE_SECONDS = 30;
const SHORT_SECONDS = 4;
/** At 40 a second enough for those that ended to be among them. */
const DYING_KEPT = 1600;

const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** A bounded list: the newest are kept. */
function createPool(size) {
  const held = [];
  return {
    add: (token) => {
      held.push(token);
      if (held.length > size) held.shift();
    },
    pick: () => pick(held) ?? null,
    take: () => held.splice(0),
  };
}

/** Pools of tokens by what is wrong with them. */
export function createTokens(issuer) {
  const pools = {
    reader: createPool(400),
    plain: createPool(400),
    admin: createPool(100),
    expired: createPool(50),
    bogusKid: createPool(200),
    forged: createPool(100),
    stranger: createPool(20),
  };
  const withdrawn = createPool(50);
  const dying = [];
  let key = 'current';
  let generation = 0;

  async function mintOne() {
    const subject = pick(USERS);
    const now = Date.now() / 1000;
    const born = generation;
    const add = async (pool, options, claims = {}) => {
      const text = await issuer.mint(claims, { key, subject, ...options });
      // A token of the key before may come when that key is gone already.
      if (born === generation) pools[pool].add({ subject, text });
      return text;
    };
    await add('reader', { scopes: ['read:orders'], roles: ['member'] });
    const text = await add('plain', {});
    await add('admin', { roles: ['admin'] });
    await add('expired', { expiresInSeconds: -TOLERANCE_SECONDS - 5 });
    await add('bogusKid', { header: { kid: `bogus-${crypto.randomUUID()}` } });
    await add('stranger', {}, { iss: 'https://elsewhere.acme.dev' });
    const at = text.lastIndexOf('.') + 1 + Math.floor(Math.random() * 80);
    if (born !== generation) return;
    pools.forged.add({ subject, text: `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}` });
    const short = await issuer.mint({}, { key, subject, expiresInSeconds: SHORT_SECONDS });
    if (born === generation) dying.push({ subject, text: short, endsAt: now + SHORT_SECONDS });
    if (dying.length > DYING_KEPT) dying.shift();
  }

  return {
    /** Mints a handful of each kind. */
    renew: async () => {
      for (let round = 0; round < 10; round += 1) await mintOne();
    },
    /** A token of that pool, or null while it has none. */
    pick: (pool) => pools[pool].pick(),
    pickWithdrawn: () => withdrawn.pick(),
    /** A token that lives for seconds only and has some left. */
    pickAlive: () => {
      const token = pick(dying.slice(-20)) ?? null;
      return token !== null && token.endsAt - Date.now() / 1000 > 1 ? token : null;
    },
    /** One that has ended, tolerance and all. */
    pickDead: () => {
      const token = pick(dying.slice(0, 20)) ?? null;
      return token !== null && Date.now() / 1000 - token.endsAt > TOLERANCE_SECONDS + 1 ? token : null;
    },
    /** From now on tokens are signed with that key. */
    signWith: (choice) => {
      key = choice;
    },
    /** Forgets all good tokens and mints new ones; answers with the old, for `retire`. */
    replace: async () => {
      generation += 1;
      dying.length = 0;
      // Their faults must stay the only ones: under a withdrawn key they would be refused for that.
      for (const pool of [pools.expired, pools.forged]) pool.take();
      const old = [pools.reader, pools.plain, pools.admin].flatMap((pool) => pool.take());
      await mintOne();
      return old;
    },
    /** Tokens of a withdrawn key, to be refused from now on. */
    retire: (tokens) => {
      for (const token of tokens.slice(-50)) withdrawn.add(token);
    },
  };
}
