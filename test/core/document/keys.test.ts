import { describe, expect, test } from 'vitest';
import { codesOf, compiledIssuer, findingsOf, ISS, onlyFinding, withIssuer } from './compiling.ts';

const PUBLIC_KEY = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: '1' };
const SECRET = 'correct-horse-battery-staple-and-more-of-it';
const AT = '/issuers/machines';
const hmac = (changes: Record<string, unknown> = {}) => ({ secrets: [`\${SECRET}`], encoding: 'utf8', ...changes });

describe('a key location', () => {
  test('is discovery where none is named, through a binding where one is', () => {
    expect(compiledIssuer(withIssuer({})).keys).toEqual({ kind: 'discovery', binding: null });
    expect(compiledIssuer(withIssuer({ keys: { binding: 'IDP' } })).keys).toEqual({
      kind: 'discovery',
      binding: 'IDP',
    });
  });

  test('is an address, inline keys or secrets', () => {
    const uri = `${ISS}/keys?appid=1`;
    expect(compiledIssuer(withIssuer({ jwksUri: uri })).keys).toEqual({ kind: 'jwksUri', uri, binding: null });
    expect(compiledIssuer(withIssuer({ jwks: { keys: [PUBLIC_KEY] } })).keys).toEqual({
      kind: 'jwks',
      keys: [PUBLIC_KEY],
    });
    expect(compiledIssuer(withIssuer({ hmac: hmac() }), { env: { SECRET } }).keys).toEqual({
      kind: 'hmac',
      secrets: [new TextEncoder().encode(SECRET)],
    });
  });

  test('beside another is a key-location-conflict, each told', () => {
    const document = withIssuer({ jwksUri: `${ISS}/keys`, jwks: { keys: [PUBLIC_KEY] }, hmac: hmac() });
    expect(codesOf(document, { env: { SECRET } })).toEqual([
      `key-location-conflict ${AT}/jwks`,
      `key-location-conflict ${AT}/hmac`,
    ]);
    expect(onlyFinding(withIssuer({ jwksUri: `${ISS}/keys`, keys: { binding: 'IDP' } }))).toMatchObject({
      code: 'key-location-conflict',
      at: 'name',
    });
  });
});

describe('an address of keys', () => {
  test.each([
    ['http://tokens.acme.dev/keys', 'http-address'],
    ['https://u:p@tokens.acme.dev/keys', 'url-form'],
    ['https://tokens.acme.dev/keys#x', 'url-form'],
    ['tokens.acme.dev/keys', 'not-a-url'],
    ['file:///etc/keys', 'not-a-url'],
    ['https://{yourOktaDomain}/v1/keys', 'placeholder'],
    [`${ISS}/.well-known/openid-configuration`, 'metadata-address'],
    ['https://login.example.com/keys', 'example-domain'],
  ])('%s is a finding, %s', (jwksUri, code) => {
    expect(onlyFinding(withIssuer({ jwksUri }))).toMatchObject({ code, pointer: `${AT}/jwksUri` });
  });

  test('on this machine is a local-address in a build', () => {
    expect(findingsOf(withIssuer({ jwksUri: 'http://127.0.0.1:9/keys' }))).toEqual([]);
    expect(onlyFinding(withIssuer({ jwksUri: 'http://127.0.0.1:9/keys' }), { hosts: 'publicOnly' })).toMatchObject({
      code: 'local-address',
      pointer: `${AT}/jwksUri`,
    });
  });
});

describe('inline keys', () => {
  test.each([{ d: 'c2VjcmV0LXNjYWxhcg' }, { p: 'c2VjcmV0LXNjYWxhcg' }, { kty: 'oct', k: 'c2VjcmV0LXNjYWxhcg' }])(
    'with a private part are a private-key, which is never repeated: %o',
    (part) => {
      const finding = onlyFinding(withIssuer({ jwks: { keys: [PUBLIC_KEY, { ...PUBLIC_KEY, ...part }] } }));
      expect(finding).toMatchObject({ level: 'error', code: 'private-key', pointer: `${AT}/jwks/keys/1` });
      expect(JSON.stringify(finding)).not.toContain('c2VjcmV0');
    },
  );

  test('that are no keys are a malformed-key', () => {
    expect(onlyFinding(withIssuer({ jwks: { keys: [{ kid: '1' }] } }))).toMatchObject({ code: 'malformed-key' });
  });

  test('written as text are not repeated', () => {
    const pem = '-----BEGIN PRIVATE KEY-----MIIEvQ';
    expect(JSON.stringify(findingsOf(withIssuer({ jwks: pem })))).not.toContain('MIIEvQ');
    expect(JSON.stringify(findingsOf(withIssuer({ jwks: { keys: pem } })))).not.toContain('MIIEvQ');
  });
});

describe('secrets', () => {
  test('are read as utf8 or base64url, two during a rotation', () => {
    const env = { SECRET, NEXT: 'n'.repeat(32), RAW: 'AQID'.repeat(11) };
    expect(
      compiledIssuer(withIssuer({ hmac: hmac({ secrets: [`\${SECRET}`, `\${NEXT}`] }) }), { env }).keys,
    ).toMatchObject({
      secrets: [new TextEncoder().encode(SECRET), new TextEncoder().encode('n'.repeat(32))],
    });
    const raw = compiledIssuer(withIssuer({ hmac: hmac({ secrets: [`\${RAW}`], encoding: 'base64url' }) }), { env });
    expect(raw.keys).toMatchObject({
      secrets: [new Uint8Array(Array.from({ length: 33 }, (_, index) => (index % 3) + 1))],
    });
  });

  test('take HS256 where no algorithms are named', () => {
    expect(compiledIssuer(withIssuer({ hmac: hmac() }), { env: { SECRET } }).algorithms).toEqual(new Set(['HS256']));
  });

  test('written into the policy are a literal-secret, which is never repeated', () => {
    for (const secret of [SECRET, `x\${SECRET}`]) {
      const findings = findingsOf(withIssuer({ hmac: hmac({ secrets: [secret] }) }), { env: { SECRET } });
      expect(findings.map(({ code }) => code)).toContain('literal-secret');
      expect(JSON.stringify(findings)).not.toContain('correct-horse');
    }
  });

  test('in the wrong shape are not repeated either', () => {
    for (const wrong of [SECRET, { secret: SECRET }, hmac({ secrets: SECRET }), hmac({ encoding: SECRET })]) {
      const findings = findingsOf(withIssuer({ hmac: wrong }));
      expect(findings.length).toBeGreaterThan(0);
      expect(JSON.stringify(findings)).not.toContain('correct-horse');
    }
    expect(JSON.stringify(findingsOf(withIssuer({ hmac: hmac({ secrets: [8675309] }) })))).not.toContain('8675309');
  });

  test.each([
    [['HS256'], 31, 'short-secret'],
    [['HS256'], 32, null],
    [['HS256', 'HS512'], 63, 'short-secret'],
    [['HS512'], 64, null],
    [['HS384'], 47, 'short-secret'],
  ])('for %o of %i bytes: %s', (algorithms, length, code) => {
    const env = { SECRET: 'k'.repeat(length) };
    const findings = findingsOf(withIssuer({ algorithms, hmac: hmac() }), { env });
    expect(findings.map((finding) => finding.code)).toEqual(code === null ? [] : [code]);
    expect(JSON.stringify(findings)).not.toContain('kkk');
  });

  test('are as long as their bytes, not as their text', () => {
    const env = { SECRET: 'é'.repeat(16) };
    expect(findingsOf(withIssuer({ hmac: hmac() }), { env })).toEqual([]);
    const spelled = { SECRET: 'A'.repeat(40) };
    expect(onlyFinding(withIssuer({ hmac: hmac({ encoding: 'base64url' }) }), { env: spelled })).toMatchObject({
      code: 'short-secret',
      message: 'the value of SECRET is shorter than the 32 bytes that its algorithm needs',
    });
  });

  test('that are not base64url are a malformed-secret', () => {
    const env = { SECRET: `${'A'.repeat(43)}=` };
    expect(onlyFinding(withIssuer({ hmac: hmac({ encoding: 'base64url' }) }), { env })).toMatchObject({
      code: 'malformed-secret',
      pointer: `${AT}/hmac/secrets/0`,
    });
  });

  test('beyond two are too-many-secrets', () => {
    const env = { A: SECRET, B: SECRET, C: SECRET };
    expect(onlyFinding(withIssuer({ hmac: hmac({ secrets: [`\${A}`, `\${B}`, `\${C}`] }) }), { env })).toMatchObject({
      code: 'too-many-secrets',
    });
  });

  test('listed twice are a duplicate-secret', () => {
    const env = { A: SECRET };
    expect(onlyFinding(withIssuer({ hmac: hmac({ secrets: [`\${A}`, `\${A}`] }) }), { env })).toMatchObject({
      code: 'duplicate-secret',
      pointer: `${AT}/hmac/secrets/1`,
    });
  });

  test('that are not set are a variable-missing that names them', () => {
    expect(onlyFinding(withIssuer({ hmac: hmac() }))).toMatchObject({
      code: 'variable-missing',
      message: 'the variable SECRET is not set',
    });
  });

  test('that are assumed are random, so that nobody can sign for them', () => {
    const secretOf = () => compiledIssuer(withIssuer({ hmac: hmac() }), { variables: 'assume' }).keys;
    expect(secretOf()).not.toEqual(secretOf());
  });
});

describe('algorithms', () => {
  test.each(['none', 'None', 'NONE'])('that leave tokens unsigned, as "%s", are algorithm-none', (name) => {
    expect(onlyFinding(withIssuer({ algorithms: ['ES256', name] }))).toMatchObject({
      level: 'error',
      code: 'algorithm-none',
      pointer: `${AT}/algorithms/1`,
    });
  });

  test.each([
    ['rs256', 'did you mean "RS256"?'],
    ['ES-256', 'did you mean "ES256"?'],
    ['eddsa', 'did you mean "EdDSA"?'],
    ['__proto__', expect.stringContaining('known algorithms: RS256')],
    ['A128KW', expect.stringContaining('known algorithms: RS256')],
  ])('called %s are an unknown-algorithm', (name, suggestion) => {
    expect(onlyFinding(withIssuer({ algorithms: [name] }))).toMatchObject({ code: 'unknown-algorithm', suggestion });
  });

  test('with a shared secret need hmac: hmac-not-opted-in', () => {
    expect(onlyFinding(withIssuer({ algorithms: ['HS256'] }))).toMatchObject({
      code: 'hmac-not-opted-in',
      message: 'HS256 needs a shared secret, and this issuer has no "hmac"',
    });
  });

  test('without a shared secret exclude hmac: hmac-only', () => {
    const document = withIssuer({ algorithms: ['HS256', 'RS256'], hmac: hmac() });
    expect(onlyFinding(document, { env: { SECRET } })).toMatchObject({
      code: 'hmac-only',
      pointer: `${AT}/algorithms/1`,
    });
  });
});
