/** Advice that `check` would refuse is no advice. */
import { describe, expect, test } from 'vitest';
import { isOffered, lookFor, place, unmatched } from './misses.ts';

describe('the method of route_unmatched', () => {
  const ROUTES = { 'GET /orders/:id': 'authenticated', 'GET|POST /users': 'authenticated' } as const;

  test('that no key names and could is other_method, to be added', () => {
    const [first] = unmatched(ROUTES, 'PUT', ['orders', '1']);
    expect([first?.code, first?.fix]).toEqual(['other_method', 'Add "PUT" to its key, or use one of those.']);
  });

  test('in another case is method_case: methods are case-sensitive, and it is not to be added', () => {
    const [first] = unmatched(ROUTES, 'get', ['orders', '1']);
    expect([first?.code, first?.fix]).toEqual([
      'method_case',
      'Methods are case-sensitive (RFC 9110 section 9.1): send "GET".',
    ]);
    const [other] = unmatched(ROUTES, 'delete', ['orders', '1']);
    expect(other?.code).toBe('method_case');
    expect(other?.fix).toContain('send "DELETE" and add "DELETE" to its key');
  });

  test.each(['FOO', 'TRACE', ''])('%j, which no route can name, is unknown_method, and not to be added', (method) => {
    const [first] = unmatched(ROUTES, method, ['orders', '1']);
    expect(first?.code).toBe('unknown_method');
    expect(first?.fix).not.toMatch(/\badd\b/i);
    expect(first?.fix).toContain('no route takes any other method');
  });
});

describe('a path of route_unmatched that is spelled almost like a route', () => {
  const ROUTES = {
    'GET /orders/:id': 'authenticated',
    'GET /orders/:id/items': 'authenticated',
    'POST /ordera/:id': 'authenticated',
    'GET /files/reports/*': 'authenticated',
  } as const;

  test.each([
    [['orderz', '1'], 'GET /orders/:id', '"orderz" for "orders"'],
    [['Orders', '1'], 'GET /orders/:id', '"Orders" for "orders"'],
    [['orders', '1', 'itmes'], 'GET /orders/:id/items', '"itmes" for "items"'],
    [['file', 'report', 'x', 'y'], 'GET /files/reports/*', '"file" for "files", "report" for "reports"'],
  ])('%j is near_path, beside the nearest key', (segments, key, slips) => {
    const [first] = unmatched(ROUTES, 'GET', segments);
    expect([first?.code, first?.cause]).toEqual([
      'near_path',
      `The path is spelled almost like the route "${key}": ${slips}.`,
    ]);
  });

  test.each([[['customers', '1']], [['orderz']], [['orderz', '1', 'x']], [[]]])(
    '%j is far from every route',
    (segments) => {
      expect(unmatched(ROUTES, 'GET', segments)).toEqual([]);
    },
  );
});

describe('the spelling of issuer_unknown', () => {
  test.each([
    ['auth0', 'https://acme.eu.auth0.com/', 'https://acme.eu.auth0.com', 'an Auth0 issuer ends with a slash'],
    [
      'okta',
      'https://acme.okta.com/oauth2/default',
      'https://acme.okta.com/oauth2/default/',
      'an Okta issuer ends with',
    ],
    [undefined, 'https://id.acme.dev', 'http://id.acme.dev', 'http is accepted for loopback hosts only'],
    [undefined, 'https://id.acme.dev', 'id.acme.dev', 'only for an issuer that is a URL'],
    ['keycloak', 'https://id.acme.dev/realms/acme', 'https://id.acme.dev/realms/acme/', 'keycloak'],
  ])('of preset %s, %s against %s, is not to be written: %s', (preset, known, iss, why) => {
    const [first] = lookFor(place(known, preset), iss);
    expect(isOffered(preset, iss)).toBe(false);
    expect(first?.fix).not.toMatch(/^Write/);
    expect(first?.fix).toContain(why);
    expect(first?.fix).toContain(`have the token issued as "${known}"`);
  });

  test.each([
    [undefined, 'https://id.acme.dev', 'https://id.acme.dev/'],
    [undefined, 'https://id.acme.dev', 'https://ID.acme.dev'],
    [undefined, 'https://id.acme.dev', 'https://id.acme.de'],
    [undefined, 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ])('of preset %s, %s against %s, is to be written, and check takes it', (preset, known, iss) => {
    const [first] = lookFor(place(known, preset), iss);
    expect(isOffered(preset, iss)).toBe(true);
    expect(first?.fix).toContain(`Write "issuer": "${iss}"`);
  });

  test.each([
    ['https://login.acme.dev/realms/acme', 'http://keycloak:8080/realms/acme', 'other_host'],
    ['https://login.acme.dev/realms/acme', 'http://login.acme.dev/realms/test', 'other_tenant'],
    ['https://login.acme.dev/realms/acme', 'http://far.away.test/x', 'foreign_issuer'],
  ])('%s against %s over http is nothing to add', (known, iss, code) => {
    const [first] = lookFor(place(known), iss);
    expect(first?.code).toBe(code);
    expect(first?.fix).not.toMatch(/add (this|its) issuer|write this one/);
    const [safe] = lookFor(place(known), iss.replace('http:', 'https:'));
    expect(safe?.fix).toMatch(/add (this|its) issuer|write this one/);
  });
});
