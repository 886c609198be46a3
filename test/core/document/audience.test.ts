import { describe, expect, test } from 'vitest';
import { codesOf, compiled, compiledIssuer, findingsOf, onlyFinding, toDocument, withIssuer } from './compiling.ts';

const AT = '/issuers/machines/audience';

describe('an audience', () => {
  test('of the policy serves the issuers that name none', () => {
    const { issuers } = compiled(
      toDocument({
        audience: ['shared', 'other'],
        issuers: {
          own: { issuer: 'https://a.acme.dev', audience: 'own' },
          none: { issuer: 'https://b.acme.dev' },
          free: { issuer: 'https://c.acme.dev', unsafeNoAudience: 'tokens of this issuer carry none' },
        },
      }),
    );
    expect(issuers.map(({ audiences }) => audiences)).toEqual([new Set(['own']), new Set(['shared', 'other']), null]);
  });

  test('that is nowhere is audience-missing', () => {
    expect(onlyFinding(withIssuer({ audience: undefined }))).toMatchObject({
      level: 'error',
      code: 'audience-missing',
      pointer: '/issuers/machines',
      at: 'name',
      suggestion: 'add "audience": "..." here or at the top of the policy',
    });
  });

  test.each(['*', 'https://*.acme.dev', 'api-*'])('with a wildcard, "%s", is an audience-wildcard', (audience) => {
    expect(onlyFinding(withIssuer({ audience }))).toMatchObject({ code: 'audience-wildcard', pointer: AT });
  });

  test.each([
    'https://api.example.com',
    'example.com',
    'https://example.com/v1',
    'api://<your-api>',
    'https://{yourDomain}/api',
    'YOUR_API_IDENTIFIER',
  ])('never filled in, "%s", is a placeholder', (audience) => {
    expect(onlyFinding(withIssuer({ audience: ['api', audience] }))).toMatchObject({
      level: 'error',
      code: 'placeholder',
      pointer: `${AT}/1`,
    });
  });

  test.each(['https://api.example', 'https://notexample.com', 'https://api.example.com.evil', 'api://default'])(
    'that only resembles one, "%s", is accepted',
    (audience) => {
      expect(compiledIssuer(withIssuer({ audience })).audiences).toEqual(new Set([audience]));
    },
  );

  test('with a space at an end is a padded-text', () => {
    expect(onlyFinding(withIssuer({ audience: 'api ' }))).toMatchObject({ code: 'padded-text', pointer: AT });
  });

  test('of the policy is judged once, however many issuers it serves', () => {
    const issuers = { a: { issuer: 'https://a.acme.dev' }, b: { issuer: 'https://b.acme.dev' } };
    expect(codesOf(toDocument({ audience: '*', issuers }))).toEqual(['audience-wildcard /audience']);
  });

  test('comes from a variable', () => {
    expect(compiledIssuer(withIssuer({ audience: [`\${API}`] }), { env: { API: 'api' } }).audiences).toEqual(
      new Set(['api']),
    );
    expect(onlyFinding(withIssuer({ audience: `\${API}` }), { env: { API: 'https://api.example.com' } })).toMatchObject(
      {
        code: 'placeholder',
      },
    );
  });
});

describe('no audience', () => {
  test('is accepted with its reason, which is listed', () => {
    const policy = compiled(withIssuer({ audience: undefined, unsafeNoAudience: 'legacy tokens carry none' }));
    expect(policy.issuers[0]?.audiences).toBeNull();
    expect(policy.unsafeSettings).toEqual([
      {
        pointer: '/issuers/machines/unsafeNoAudience',
        setting: 'unsafeNoAudience',
        why: 'legacy tokens carry none',
      },
    ]);
  });

  test('beside one is an audience-conflict', () => {
    expect(onlyFinding(withIssuer({ unsafeNoAudience: 'because' }))).toMatchObject({
      code: 'audience-conflict',
      pointer: '/issuers/machines/unsafeNoAudience',
    });
  });

  test('for a reason that was never written is a placeholder', () => {
    expect(onlyFinding(withIssuer({ audience: undefined, unsafeNoAudience: '<why>' }))).toMatchObject({
      code: 'placeholder',
      pointer: '/issuers/machines/unsafeNoAudience',
    });
  });
});

test('a client that was never filled in is a placeholder', () => {
  expect(onlyFinding(withIssuer({ clients: ['c1', '{yourClientId}'] }))).toMatchObject({
    code: 'placeholder',
    pointer: '/issuers/machines/clients/1',
  });
  expect(findingsOf(withIssuer({ clients: ['c1'] }))).toEqual([]);
});
