import { describe, expect, it } from 'vitest';
import {
  type GetMetadata,
  isKeyUrl,
  type MetadataRefusal,
  resolveMetadata,
  toMetadataUrls,
} from '../../../packages/core/src/issuers/discovery.ts';

const ISS = 'https://issuer.test';
const OIDC = 'https://issuer.test/.well-known/openid-configuration';
const OAUTH = 'https://issuer.test/.well-known/oauth-authorization-server';
const JWKS_URI = 'https://keys.test/jwks';

describe('well-known URLs', () => {
  it.each([
    [ISS, OIDC, OAUTH],
    ['https://issuer.test/', OIDC, OAUTH],
    [
      'https://issuer.test/tenant1',
      'https://issuer.test/tenant1/.well-known/openid-configuration',
      'https://issuer.test/.well-known/oauth-authorization-server/tenant1',
    ],
    [
      'https://issuer.test/oauth2/default/',
      'https://issuer.test/oauth2/default/.well-known/openid-configuration',
      'https://issuer.test/.well-known/oauth-authorization-server/oauth2/default',
    ],
    [
      'https://issuer.test//',
      'https://issuer.test//.well-known/openid-configuration',
      'https://issuer.test/.well-known/oauth-authorization-server/',
    ],
    [
      'http://127.0.0.1:8788/realms/a%2Fb',
      'http://127.0.0.1:8788/realms/a%2Fb/.well-known/openid-configuration',
      'http://127.0.0.1:8788/.well-known/oauth-authorization-server/realms/a%2Fb',
    ],
  ])('of %s: appended by OpenID Connect, inserted by RFC 8414, one terminating slash dropped', (iss, ...urls) => {
    expect(toMetadataUrls(iss)).toEqual(urls);
  });

  it('are none for an issuer that is no http URL, or has a query or fragment', () => {
    for (const iss of [
      'acme.com',
      'accounts.google.com',
      '',
      'https://',
      `${ISS}?a=b`,
      `${ISS}#x`,
      'ftp://issuer.test',
    ]) {
      expect(toMetadataUrls(iss)).toEqual([]);
    }
  });
});

/** Asks with a table of documents; an absent one fails. */
async function resolve(
  documents: Readonly<Record<string, Record<string, unknown>>>,
  { iss = ISS, preferred = null }: { readonly iss?: string; readonly preferred?: string | null } = {},
) {
  const asked: string[] = [];
  const refusals: MetadataRefusal[] = [];
  const get: GetMetadata = async (url) => {
    asked.push(url);
    const value = documents[url];
    return value
      ? { kind: 'answer', value, startedAtMs: 1, freshForMs: 60_000 }
      : { kind: 'failed', why: 'http_status' };
  };
  const metadata = await resolveMetadata(iss, preferred, get, (why) => refusals.push(why));
  return { metadata, asked, refusals };
}

const good = { issuer: ISS, jwks_uri: JWKS_URI };

describe('discovery', () => {
  it('asks OpenID Connect first and is content with it', async () => {
    expect(await resolve({ [OIDC]: good, [OAUTH]: { ...good, jwks_uri: 'https://other.test' } })).toEqual({
      metadata: { url: OIDC, jwksUri: JWKS_URI, startedAtMs: 1, freshForMs: 60_000 },
      asked: [OIDC],
      refusals: [],
    });
  });

  it('asks RFC 8414 where that fails', async () => {
    const { metadata, asked } = await resolve({ [OAUTH]: good });
    expect(metadata).toMatchObject({ url: OAUTH, jwksUri: JWKS_URI });
    expect(asked).toEqual([OIDC, OAUTH]);
  });

  it('asks the URL first that answered last', async () => {
    expect((await resolve({ [OAUTH]: good }, { preferred: OAUTH })).asked).toEqual([OAUTH]);
    expect((await resolve({ [OIDC]: good }, { preferred: OAUTH })).asked).toEqual([OAUTH, OIDC]);
    expect((await resolve({}, { preferred: OIDC })).asked).toEqual([OIDC, OAUTH]);
  });

  it('fails where neither answers', async () => {
    expect(await resolve({})).toEqual({ metadata: null, asked: [OIDC, OAUTH], refusals: [] });
  });

  it('asks nobody where the issuer is no URL', async () => {
    expect(await resolve({}, { iss: 'acme.com' })).toEqual({
      metadata: null,
      asked: [],
      refusals: ['issuer_not_a_url'],
    });
  });

  it('does not use a document that names another issuer: slash, case, host, port, type', async () => {
    const others = [
      `${ISS}/`,
      'https://ISSUER.test',
      'https://issuer.test.evil.test',
      'https://issuer.test:443',
      'http://issuer.test',
      ` ${ISS}`,
      '',
      null,
      undefined,
      1,
      [ISS],
    ];
    for (const issuer of others) {
      expect(await resolve({ [OIDC]: { ...good, issuer } })).toMatchObject({
        metadata: null,
        asked: [OIDC, OAUTH],
        refusals: ['issuer_mismatch'],
      });
    }
    expect(await resolve({ [OIDC]: { ...good, issuer: 'https://evil.test' }, [OAUTH]: good })).toMatchObject({
      metadata: { url: OAUTH },
    });
  });

  it('compares the issuer by code point, without normalisation', async () => {
    const iss = 'https://issuer.test/caf\u00e9';
    const url = `${iss}/.well-known/openid-configuration`;
    expect((await resolve({ [url]: { ...good, issuer: iss } }, { iss })).metadata).not.toBeNull();
    expect(
      (await resolve({ [url]: { ...good, issuer: 'https://issuer.test/cafe\u0301' } }, { iss })).metadata,
    ).toBeNull();
  });

  it('does not use a document without a jwks_uri of its own', async () => {
    for (const document of [{ issuer: ISS }, { issuer: ISS, jwks_uri: null }, { issuer: ISS, jwks_uri: [JWKS_URI] }]) {
      expect((await resolve({ [OIDC]: document })).refusals).toEqual(['jwks_uri_missing']);
    }
    expect((await resolve({ [OIDC]: Object.create(good) })).refusals).toEqual(['issuer_mismatch']);
  });

  it('does not use a jwks_uri that is not https (attack: data:, file:, metadata addresses)', async () => {
    const uris = [
      'http://keys.test/jwks',
      'http://169.254.169.254/latest/meta-data',
      'http://127.0.0.1/jwks',
      'data:application/json,{"keys":[]}',
      'file:///etc/passwd',
      'ftp://keys.test/',
      '//keys.test/jwks',
      '/jwks',
      'https://',
      '',
      'https://user:secret@keys.test/jwks',
      'https://user@keys.test/jwks',
    ];
    for (const jwks_uri of uris) {
      expect((await resolve({ [OIDC]: { ...good, jwks_uri } })).refusals).toEqual(['jwks_uri_refused']);
    }
  });
});

describe('a URL for keys', () => {
  const loopback = [
    'http://localhost:1',
    'http://a.localhost',
    'http://127.0.0.1:8788/x',
    'http://127.8.9.1',
    'http://[::1]:1',
  ];

  it('is https, whoever the issuer is', () => {
    for (const iss of [ISS, 'acme.com', 'http://localhost:1']) expect(isKeyUrl(JWKS_URI, iss)).toBe(true);
  });

  it('is http on loopback only where what is configured is, too', () => {
    for (const url of loopback) {
      for (const configured of loopback) expect(isKeyUrl(url, configured)).toBe(true);
      for (const configured of [ISS, 'acme.com', 'http://issuer.test', 'https://localhost']) {
        expect(isKeyUrl(url, configured)).toBe(false);
      }
    }
  });

  it('is never http elsewhere, whatever it looks like', () => {
    const urls = [
      'http://localhost.evil.test',
      'http://127.0.0.1.evil.test',
      'http://notlocalhost',
      'http://0.0.0.0',
      'http://10.0.0.1',
      'http://[::ffff:127.0.0.1]',
      'http://localhost@evil.test',
      'ws://localhost',
    ];
    for (const url of urls) expect(isKeyUrl(url, 'http://localhost:1')).toBe(false);
  });

  it('may spell loopback in any way that the URL parser reads as such', () => {
    for (const url of ['http://127.1', 'http://2130706433', 'http://0x7f.1', 'http://LOCALHOST']) {
      expect(isKeyUrl(url, 'http://localhost:1')).toBe(true);
    }
  });
});

describe('a jwks_uri on another host than the issuer', () => {
  const OIDC = `${ISS}/.well-known/openid-configuration`;
  const lead = async (uri: string): Promise<string> => {
    const { metadata, refusals } = await resolve({ [OIDC]: { issuer: ISS, jwks_uri: uri } });
    return metadata?.jwksUri ?? refusals.join();
  };

  it('is followed to any public name', async () => {
    for (const uri of [
      'https://www.keys.example/certs',
      'https://keys.internal.example/jwks',
      'https://local.test/jwks',
    ]) {
      expect(await lead(uri)).toBe(uri);
    }
  });

  it('is refused where it leads to an address, or to a name inside a network', async () => {
    const hosts = [
      '169.254.169.254',
      '10.0.0.1',
      '0x7f.1',
      '2130706433',
      '[::1]',
      '[fd00::1]',
      'localhost',
      'localhost.',
      'metadata',
      'a.localhost',
      'printer.local',
      'metadata.google.internal',
      'metadata.google.internal.',
      'box.home.arpa',
    ];
    for (const host of hosts) expect([host, await lead(`https://${host}/jwks`)]).toEqual([host, 'jwks_uri_refused']);
  });

  it('is followed on a private host where the issuer is that host', async () => {
    const iss = 'https://id.corp.internal';
    const uri = 'https://id.corp.internal:8443/jwks';
    const { metadata } = await resolve(
      { [`${iss}/.well-known/openid-configuration`]: { issuer: iss, jwks_uri: uri } },
      { iss },
    );
    expect(metadata?.jwksUri).toBe(uri);
  });
});
