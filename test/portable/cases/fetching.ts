/**
 * Metadata and keys over a scripted network: what is adopted, what is refused, how long anyone waits.
 */
import { createAuthorizer, type FetchPort, type KeyEvent, type Ports } from '@sallyport/core';
import { type Case, type Json, portable } from '../case.ts';
import { FIXED_KEYS, fixedToken } from '../fixed-tokens.ts';
import { ISS, JWKS_URI, present, toPolicy, toPorts } from '../policies.ts';

const TOKEN = fixedToken('ES256');
const SET = { keys: [FIXED_KEYS.ES256] };
const METADATA_URL = `${ISS}/.well-known/openid-configuration`;
const KEYS_DOWN = 'deny 503 keys_unavailable';
const METADATA_DOWN = 'deny 503 discovery_unavailable';

type Answer = () => Response | Promise<Response>;
type Script = Readonly<Record<string, Answer>>;

const json =
  (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  () =>
    Response.json(body, { headers });

/** A fetch port by script; an address without an answer refuses the connection. */
function toFetch(script: Script): FetchPort {
  return (url) => {
    const answer = script[url];
    return answer === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve().then(answer);
  };
}

/** The outcome of the fixed token, and what the key source said of its fetches. */
async function ask(script: Script, form: 'discovery' | 'jwksUri', overrides: Partial<Ports> = {}): Promise<Json> {
  const events: KeyEvent[] = [];
  const ports = toPorts({ fetch: toFetch(script), onKeyEvent: (event) => events.push(event), ...overrides });
  const keys = form === 'jwksUri' ? { jwksUri: JWKS_URI } : {};
  const outcome = await present(createAuthorizer(toPolicy(keys), ports), TOKEN);
  return [outcome, ...events.filter(({ kind }) => kind === 'failed').map(({ why = '' }) => why)];
}

const askKeys = (answer: Answer, overrides: Partial<Ports> = {}): Promise<Json> =>
  ask({ [JWKS_URI]: answer }, 'jwksUri', overrides);
const askMetadata = (metadata: unknown): Promise<Json> =>
  ask({ [METADATA_URL]: json(metadata), [JWKS_URI]: json(SET) }, 'discovery');

/** A body of that many octets, then the key set; in pieces, so that only a reader with a cap stops early. */
function padded(octets: number): Answer {
  return () => {
    const pieces = Math.ceil(octets / 16_384);
    let left = pieces;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left >= 0) controller.enqueue(new Uint8Array(octets / pieces).fill(0x20));
        else {
          controller.enqueue(new TextEncoder().encode(JSON.stringify(SET)));
          controller.close();
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };
}

/** Real timers, fifty times as fast; the clock stands, since what passes here is waiting alone. */
const QUICK: Partial<Ports> = {
  sleep: (timeoutMs, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs / 50);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

export const FETCHING_CASES: readonly Case[] = [
  portable('discovery finds the keys', ['allow'], () => askMetadata({ issuer: ISS, jwks_uri: JWKS_URI })),
  portable('discovery asks where RFC 8414 says, too', ['allow', 'network'], () =>
    ask(
      {
        [`${ISS}/.well-known/oauth-authorization-server`]: json({ issuer: ISS, jwks_uri: JWKS_URI }),
        [JWKS_URI]: json(SET),
      },
      'discovery',
    ),
  ),
  portable(
    'metadata of another issuer is not used',
    [
      [METADATA_DOWN, 'issuer_mismatch', 'network'],
      [METADATA_DOWN, 'issuer_mismatch', 'network'],
      [METADATA_DOWN, 'issuer_mismatch', 'network'],
    ],
    async () => [
      await askMetadata({ issuer: 'https://evil.test', jwks_uri: JWKS_URI }),
      await askMetadata({ issuer: `${ISS}/`, jwks_uri: JWKS_URI }),
      await askMetadata({ jwks_uri: JWKS_URI }),
    ],
  ),
  portable(
    'metadata that sends elsewhere than to https is not used',
    [
      'http://tokens.acme.dev/keys',
      'https://a:b@tokens.acme.dev/keys',
      'ftp://tokens.acme.dev/keys',
      '/keys',
      'https://[',
      '',
    ].map(() => [METADATA_DOWN, 'jwks_uri_refused', 'network']),
    async () => {
      const outcomes: Json[] = [];
      for (const uri of [
        'http://tokens.acme.dev/keys',
        'https://a:b@tokens.acme.dev/keys',
        'ftp://tokens.acme.dev/keys',
        '/keys',
        'https://[',
        '',
      ]) {
        outcomes.push(await askMetadata({ issuer: ISS, jwks_uri: uri }));
      }
      return outcomes;
    },
  ),
  portable('a redirect is not followed', [KEYS_DOWN, 'redirect'], () =>
    askKeys(() => new Response(null, { status: 302, headers: { location: 'https://evil.test/keys' } })),
  ),
  portable('a redirect that a browser hides is one', [KEYS_DOWN, 'redirect'], () => askKeys(() => Response.error())),
  portable(
    'only 200 is an answer',
    [
      [KEYS_DOWN, 'http_status'],
      [KEYS_DOWN, 'http_status'],
      [KEYS_DOWN, 'http_status'],
    ],
    async () => [
      await askKeys(() => Response.json(SET, { status: 500 })),
      await askKeys(() => Response.json(SET, { status: 404 })),
      await askKeys(() => Response.json(SET, { status: 203 })),
    ],
  ),
  portable(
    'what is no JSON object is none',
    [
      [KEYS_DOWN, 'not_json'],
      [KEYS_DOWN, 'not_json'],
      [KEYS_DOWN, 'not_json'],
      [KEYS_DOWN, 'not_json'],
      [KEYS_DOWN, 'not_a_key_set'],
      [KEYS_DOWN, 'no_usable_key'],
    ],
    async () => [
      await askKeys(
        () => new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } }),
      ),
      await askKeys(() => new Response(null)),
      await askKeys(json([SET])),
      await askKeys(() => new Response(Uint8Array.from([0x7b, 0xff, 0x7d]))),
      await askKeys(json({})),
      await askKeys(json({ keys: [] })),
    ],
  ),
  portable('a body is read up to 256 KiB', [['allow'], [KEYS_DOWN, 'too_large']], async () => [
    await askKeys(padded(245_760)),
    await askKeys(padded(1_048_576)),
  ]),
  portable('more keys than 100 are no key set', [['allow'], [KEYS_DOWN, 'too_many_keys']], async () => {
    const many = (count: number): Answer =>
      json({ keys: [...Array.from({ length: count - 1 }, () => null), FIXED_KEYS.ES256] });
    return [await askKeys(many(100)), await askKeys(many(101))];
  }),
  portable('an issuer that never answers costs the deadline', [KEYS_DOWN, 'deadline'], () =>
    askKeys(() => new Promise(() => undefined), QUICK),
  ),
  portable('a body that never ends costs the deadline', [KEYS_DOWN, 'deadline'], () =>
    askKeys(
      () =>
        new Response(
          new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"keys":[')) }),
        ),
      QUICK,
    ),
  ),
  portable('a body that breaks off is a network failure', [KEYS_DOWN, 'network'], () =>
    askKeys(
      () => new Response(new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) })),
    ),
  ),
  portable('an answer within the deadline is taken', ['allow'], () =>
    askKeys(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return Response.json(SET);
    }, QUICK),
  ),
  portable('20 cold requests cost one fetch', [{ allow: 20 }, 1], async () => {
    let fetches = 0;
    const script = {
      [JWKS_URI]: async (): Promise<Response> => {
        fetches += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return Response.json(SET);
      },
    };
    const authorizer = createAuthorizer(toPolicy({ jwksUri: JWKS_URI }), toPorts({ fetch: toFetch(script), ...QUICK }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => present(authorizer, TOKEN)));
    const counts: Record<string, number> = {};
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return [counts, fetches];
  }),
];
