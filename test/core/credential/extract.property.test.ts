import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extractCredential } from '../../../packages/core/src/credential/extract.ts';
import type { HeaderReader, TokenSource } from '../../../packages/core/src/decision/decision.ts';
import type { CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import { parseTarget } from '../../../packages/core/src/routes/path.ts';

const policy = { worker: { publicOrigin: null }, cors: null } as unknown as CompiledPolicy;

const SOURCES: readonly TokenSource[] = [
  { kind: 'authorization' },
  { kind: 'header', name: 'x-token' },
  { kind: 'cookie', name: 'session' },
  { kind: 'query', name: 'token' },
];
const sources = fc.shuffledSubarray([...SOURCES]);
const token = fc.stringMatching(/^[A-Za-z0-9\-._~]{1,12}$/);

/** What one source holds, and what that must come to. */
type Held = { readonly values: readonly string[]; readonly outcome: 'absent' | 'bad' | { readonly token: string } };
const held: fc.Arbitrary<Held> = fc.oneof(
  fc.constantFrom<Held>({ values: [], outcome: 'absent' }),
  token.map((text): Held => ({ values: [text], outcome: { token: text } })),
  fc
    .tuple(token, fc.constantFrom('{', '"', '%', '\\', '=x'))
    .map(([text, odd]): Held => ({ values: [text + odd], outcome: 'bad' })),
  fc.tuple(token, token).map((values): Held => ({ values, outcome: 'bad' })),
);
const request = fc.record({ authorization: held, header: held, cookie: held, query: held });
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

const ask = (headers: HeaderReader, query: string, from: readonly TokenSource[]) => {
  const url = `https://api.acme.dev/x${query === '' ? '' : `?${query}`}`;
  return extractCredential(policy, { method: 'GET', url, headers }, parseTarget(url), from);
};

const toHeaders = (
  { authorization, header, cookie }: Request,
  strange: Readonly<Record<string, string>> = {},
): HeaderReader => {
  const lines: Readonly<Record<string, string | null>> = {
    ...strange,
    authorization:
      authorization.values.length === 0 ? null : authorization.values.map((text) => `Bearer ${text}`).join(', '),
    'x-token': header.values.length === 0 ? null : header.values.join(', '),
    cookie: cookie.values.length === 0 ? null : cookie.values.map((text) => `session=${text}`).join('; '),
  };
  return { get: (name) => lines[name.toLowerCase()] ?? null };
};
const toQuery = ({ query }: Request): string =>
  query.values.map((text) => `token=${encodeURIComponent(text)}`).join('&');

test('the first source that holds anything decides, good or bad; the others are not looked at', () => {
  fc.assert(
    fc.property(request, sources, (asked, from) => {
      const found = ask(toHeaders(asked), toQuery(asked), from);
      const first = from.find(({ kind }) => asked[kind].outcome !== 'absent');
      const outcome = first === undefined ? 'absent' : asked[first.kind].outcome;
      if (outcome === 'absent') expect(found).toEqual({ reason: 'token_missing' });
      else if (outcome === 'bad')
        expect(found).toMatchObject({ reason: expect.stringMatching(/^credential_(malformed|ambiguous)$/) });
      else expect(found).toEqual({ token: outcome.token, from: first });
    }),
    { numRuns: 1_000 },
  );
});

test('what no source names changes nothing: other headers, other cookies, other parameters', () => {
  const name = fc.constantFrom(
    'proxy-authorization',
    'x-authorization',
    'x_token',
    'cookie2',
    'x-forwarded-authorization',
  );
  fc.assert(
    fc.property(request, sources, name, token, (asked, from, other, text) => {
      const strange = toHeaders(asked, { [other]: `Bearer ${text}` });
      const query = [`Token=${text}`, toQuery(asked), `tokens=${text}`].filter((part) => part !== '').join('&');
      expect(ask(strange, query, from)).toEqual(ask(toHeaders(asked), toQuery(asked), from));
    }),
    { numRuns: 500 },
  );
});

test('text of any kind never throws, and a credential is a token of its own alphabet that the request holds', () => {
  const text = fc.string({ unit: 'binary', maxLength: 24 });
  const near = fc.oneof(
    text,
    fc.tuple(fc.constantFrom('Bearer ', 'bearer  ', 'session=', 'a=b; session='), text).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(near, near, near, sources, (authorization, header, cookie, from) => {
      const lines: Readonly<Record<string, string>> = { authorization, 'x-token': header, cookie };
      const found = ask({ get: (name) => lines[name.toLowerCase()] ?? null }, '', from);
      if ('reason' in found) return;
      expect(found.token).toMatch(/^[A-Za-z0-9\-._~+/]+=*$/);
      expect(Object.values(lines).some((line) => line.includes(found.token))).toBe(true);
    }),
    { numRuns: 400 },
  );
});
