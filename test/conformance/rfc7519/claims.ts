/**
 * RFC 7519 section 4: the claims, one by one.
 */
import { PolicyError } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { AUDIENCE, CLAIMS, expectOutcomes, ISS, NOW, openGate, type Row, signToken } from '../support-gate.ts';

const claiming = (claims: Readonly<Record<string, unknown>>): Promise<string> => signToken({ payload: claims });
const raw = (name: string, value: string): Promise<string> =>
  signToken({ payload: JSON.stringify({ ...CLAIMS, [name]: '*' }).replace('"*"', value) });

/** A claim under each of these values, as JSON text. */
const each = (name: string, values: readonly string[], outcome: string): readonly Row[] =>
  values.map((value) => [`${name} ${value}`, raw(name, value), outcome]);

export const CLAIM_ROWS: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'claim names are unique: a token that repeats one, at any depth and in any spelling, is refused',
    test: async () => {
      const text = JSON.stringify(CLAIMS).slice(1, -1);
      const signed = (payload: string): Promise<string> => signToken({ payload });
      await expectOutcomes(await openGate(), [
        ['once', signed(`{${text}}`), 'allow'],
        ['sub twice', signed(`{${text},"sub":"admin"}`), 'token_malformed payload'],
        ['sub twice, the same', signed(`{${text},"sub":"user-1"}`), 'token_malformed payload'],
        ['sub escaped', signed(`{${text},"\\u0073ub":"admin"}`), 'token_malformed payload'],
        ['within a claim', signed(`{${text},"x":{"a":1,"a":2}}`), 'token_malformed payload'],
        ['the same name at two depths', signed(`{${text},"x":{"sub":"admin"}}`), 'allow'],
      ]);
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'claims that are not understood are ignored, whatever their names',
    test: async () => {
      const gate = await openGate();
      const odd = `{${JSON.stringify(CLAIMS).slice(1, -1)},"__proto__":{"sub":"admin"},"constructor":1,"principalId":"admin","":0}`;
      await expectOutcomes(gate, [
        ['unknown', claiming({ 'urn:acme:x': { deep: [null] } }), 'allow'],
        ['odd names', signToken({ payload: odd }), 'allow'],
      ]);
      const decision = await gate.decide(await signToken({ payload: odd }));
      expect(decision.principal?.subject).toBe('user-1');
      expect(Object.hasOwn(Object.prototype, 'sub')).toBe(false);
    },
  },
  {
    section: '4.1.1',
    level: 'MUST',
    demands:
      "iss is a case-sensitive string; one that is not exactly the issuer's is refused before anything is fetched",
    test: async () => {
      const gate = await openGate();
      const others = [
        'https://other.test',
        `${ISS}/`,
        `${ISS}.evil.test`,
        'https://ISSUER.test',
        'http://issuer.test',
        '',
      ];
      const names = ['__proto__', 'constructor', `${ISS}\\n`, ` ${ISS}`, 'https://issuer', 'https://\\u0456ssuer.test'];
      const rows: readonly Row[] = [
        ...each(
          'iss',
          [...others, ...names].map((iss) => `"${iss}"`),
          'issuer_unknown',
        ),
        ...each('iss', ['null', '7', '{}', `["${ISS}"]`, `["https://other.test","${ISS}"]`], 'claim_malformed iss'),
        ['no iss', claiming({ iss: undefined }), 'claim_missing iss'],
      ];
      for (const [what, token, outcome] of rows)
        expect([what, await gate.outcome(await token)]).toEqual([what, outcome]);
      expect(gate.requests()).toEqual([]);
      await expectOutcomes(gate, [['the issuer', signToken(), 'allow']]);
    },
  },
  {
    section: '4.1.2',
    level: 'MUST',
    demands: 'sub is a case-sensitive string; any other value is refused',
    test: async () => {
      const gate = await openGate();
      await expectOutcomes(gate, [
        ...each('sub', ['"User-1"', '" user-1"', '"\\u00fc"'], 'allow'),
        ...each('sub', ['null', '7', 'true', '{}', '["user-1"]', '""'], 'claim_malformed sub'),
      ]);
      expect((await gate.decide(await claiming({ sub: 'User-1' }))).principal?.subject).toBe('User-1');
    },
  },
  {
    section: '4.1.3',
    level: 'MUST',
    demands: 'a token whose aud does not name us, as a string or in an array of strings, is rejected',
    test: async () => {
      const ours = JSON.stringify(AUDIENCE);
      const mismatched = ['"https://other.test"', '[]', '["https://other.test"]', '""', '"*"', '"https://api"'];
      const close = [
        `"${AUDIENCE}/"`,
        `"${AUDIENCE} "`,
        `"https://API.test"`,
        `"${AUDIENCE} https://other.test"`,
        `"${AUDIENCE}.evil.test"`,
      ];
      const malformed = [
        'null',
        '7',
        'true',
        '{}',
        `[[${ours}]]`,
        `[7,${ours}]`,
        `[${ours},null]`,
        `{"0":${ours},"length":1}`,
      ];
      await expectOutcomes(await openGate(), [
        ...each('aud', [ours, `[${ours}]`, `["https://other.test",${ours}]`], 'allow'),
        ...each('aud', [...mismatched, ...close], 'audience_mismatch aud'),
        ...each('aud', malformed, 'claim_malformed aud'),
        ['no aud', claiming({ aud: undefined }), 'claim_missing aud'],
      ]);
    },
  },
  {
    section: '4.1.4',
    level: 'MUST',
    demands: 'a token is not accepted at or after exp, which is a number',
    test: async () => {
      await expectOutcomes(await openGate({ issuer: { clockToleranceSeconds: 0 } }), [
        ...each('exp', [`${NOW + 1}`, `${NOW}.5`, '1.9000006e9'], 'allow'),
        ...each('exp', [`${NOW}`, `${NOW - 1}`, `${NOW - 1}.9`, '0', '-1'], 'token_expired exp'),
        ...each(
          'exp',
          [`"${NOW + 60}"`, 'null', 'true', '{}', `[${NOW + 60}]`, '1e400', '-1e400'],
          'claim_malformed exp',
        ),
      ]);
    },
  },
  {
    section: '4.1.4',
    level: 'choice',
    demands: 'leeway is 30 seconds by default and five minutes at most, for exp, nbf and iat alike',
    test: async () => {
      await expectOutcomes(await openGate(), [
        ...each('exp', [`${NOW - 29}`], 'allow'),
        ...each('exp', [`${NOW - 30}`], 'token_expired exp'),
        ...each('nbf', [`${NOW + 30}`], 'allow'),
        ...each('nbf', [`${NOW + 31}`], 'token_not_yet_valid nbf'),
        ...each('iat', [`${NOW + 30}`], 'allow'),
        ...each('iat', [`${NOW + 31}`], 'token_not_yet_valid iat'),
      ]);
      await expectOutcomes(await openGate({ issuer: { clockToleranceSeconds: 300 } }), [
        ...each('exp', [`${NOW - 299}`], 'allow'),
        ...each('exp', [`${NOW - 300}`], 'token_expired exp'),
      ]);
      for (const clockToleranceSeconds of [301, -1, Number.NaN]) {
        await expect(openGate({ issuer: { clockToleranceSeconds } })).rejects.toThrow(PolicyError);
      }
    },
  },
  {
    section: '4.1.4',
    level: 'choice',
    demands: 'exp is required, and no further away than a policy allows: milliseconds or a forgotten year are refused',
    test: async () => {
      await expectOutcomes(await openGate({ issuer: { maxLifetimeSeconds: 3600 } }), [
        ['an hour', claiming({ iat: NOW, exp: NOW + 3600 }), 'allow'],
        ['an hour and a second', claiming({ iat: NOW, exp: NOW + 3601 }), 'lifetime_too_long'],
        ['without iat', claiming({ iat: undefined, exp: NOW + 3601 }), 'lifetime_too_long'],
        ['in milliseconds', claiming({ exp: NOW * 1000 }), 'lifetime_too_long'],
        ['no exp', claiming({ exp: undefined }), 'claim_missing exp'],
      ]);
      await expectOutcomes(await openGate(), [
        ['a default gate', signToken(), 'allow'],
        ['in milliseconds', claiming({ exp: NOW * 1000 }), 'lifetime_too_long'],
      ]);
    },
  },
  {
    section: '4.1.5',
    level: 'MUST',
    demands: 'a token is not accepted before nbf, which is a number',
    test: async () => {
      await expectOutcomes(await openGate({ issuer: { clockToleranceSeconds: 0 } }), [
        ['no nbf', signToken(), 'allow'],
        ...each('nbf', [`${NOW}`, `${NOW - 1}`, '0'], 'allow'),
        ...each('nbf', [`${NOW + 1}`, `${NOW}.5`], 'token_not_yet_valid nbf'),
        ...each('nbf', [`"${NOW}"`, 'null', 'false', '[]', '-1e400', '1e400'], 'claim_malformed nbf'),
      ]);
    },
  },
  {
    section: '4.1.6',
    level: 'MUST',
    demands: 'iat is a number',
    test: async () => {
      await expectOutcomes(await openGate({ issuer: { clockToleranceSeconds: 0, maxLifetimeSeconds: 3600 } }), [
        ['no iat', claiming({ iat: undefined }), 'allow'],
        ...each('iat', [`${NOW - 60}`, `${NOW - 60}.25`], 'allow'),
        ...each('iat', [`"${NOW - 60}"`, 'null', 'true', '{}', '1e400'], 'claim_malformed iat'),
        ...each('iat', [`${NOW + 1}`], 'token_not_yet_valid iat'),
        ...each('iat', [`${NOW - 3601}`], 'token_too_old'),
      ]);
    },
  },
  {
    section: '4.1.7',
    level: 'MUST',
    demands: 'jti is a case-sensitive string; any other value is refused',
    test: async () => {
      const gate = await openGate();
      await expectOutcomes(gate, [
        ['no jti', claiming({ jti: undefined }), 'allow'],
        ...each('jti', ['"Token-1"'], 'allow'),
        ...each('jti', ['7', 'null', '""', '["token-1"]'], 'claim_malformed jti'),
      ]);
      expect((await gate.decide(await raw('jti', '"Token-1"'))).principal?.tokenId).toBe('Token-1');
    },
  },
];
