/**
 * RFC 8725 sections 3.1 to 3.5: who chooses algorithms, and with which keys they run.
 */
import { PolicyError } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { AUDIENCE, expectOutcomes, openGate, pairOf, type Row, signToken, toSegment } from '../support-gate.ts';

const SECOND = 'https://second.test';

export const KEYS_AND_ALGORITHMS: readonly Requirement[] = [
  {
    section: '3.1',
    level: 'MUST',
    demands: 'each issuer has the list of algorithms that its policy gives, and no token is verified by another',
    test: async () => {
      const made = await Promise.all(['RS256', 'ES256', 'EdDSA'].map((algorithm) => pairOf(algorithm)));
      const keys = made.map(({ publicJwk }) => publicJwk);
      const second = {
        issuer: SECOND,
        audience: AUDIENCE,
        jwksUri: `${SECOND}/keys`,
        algorithms: ['RS256', 'EdDSA'],
      };
      const gate = await openGate({ keys, issuer: { algorithms: ['ES256'] }, others: { second } });
      gate.serve({ keys }, `${SECOND}/keys`);
      await expectOutcomes(
        gate,
        made.flatMap((pair): readonly Row[] => {
          const isFirst = pair.algorithm === 'ES256';
          const denied = 'algorithm_not_allowed';
          return [
            [`${pair.algorithm} of the first`, signToken({ pair }), isFirst ? 'allow' : denied],
            [
              `${pair.algorithm} of the second`,
              signToken({ pair, payload: { iss: SECOND } }),
              isFirst ? denied : 'allow',
            ],
          ];
        }),
      );
    },
  },
  {
    section: '3.1',
    level: 'MUST',
    demands:
      'without a list of its own an issuer is limited to asymmetric algorithms: its public keys are never secrets',
    test: async () => {
      const { publicJwk } = await pairOf('RS256');
      const der = Buffer.from(
        await crypto.subtle.exportKey(
          'spki',
          await crypto.subtle.importKey(
            'jwk',
            { ...publicJwk, key_ops: ['verify'] },
            { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
            true,
            ['verify'],
          ),
        ),
      );
      const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
      const pem = `-----BEGIN PUBLIC KEY-----\n${lines}\n-----END PUBLIC KEY-----\n`;
      const secrets = [
        pem,
        ` ${pem}`,
        pem.trimEnd(),
        der,
        JSON.stringify(publicJwk),
        Buffer.from(String(publicJwk.n), 'base64url'),
      ];
      const rows = secrets.flatMap((secret, index) =>
        ['HS256', 'HS384', 'HS512'].map((algorithm): Row => {
          const jwk = { kty: 'oct', k: toSegment(secret), kid: String(publicJwk.kid) };
          const token = signToken({ pair: { algorithm, publicJwk: jwk, privateJwk: jwk } });
          return [`${algorithm}, secret ${index}`, token, 'algorithm_not_allowed'];
        }),
      );
      await expectOutcomes(await openGate({ keys: [publicJwk] }), [
        ['RS256', signToken({ pair: await pairOf('RS256') }), 'allow'],
        ...rows,
      ]);
    },
  },
  {
    section: '3.1',
    level: 'MUST',
    demands:
      'a key is used with the one algorithm that it declares; revision: the alg of a token matches the key of its kid',
    test: async () => {
      const [rsa, ec, p384] = await Promise.all([pairOf('RS256'), pairOf('ES256'), pairOf('ES384')]);
      const keys = [rsa, ec, p384].map(({ publicJwk }) => publicJwk);
      const as = (algorithm: string): Promise<string> => signToken({ pair: rsa, algorithm });
      await expectOutcomes(await openGate({ keys }), [
        ['RS256', signToken({ pair: rsa }), 'allow'],
        ...['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg): Row => [alg, as(alg), 'key_not_found']),
        [
          'RS512, without a kid',
          signToken({ pair: rsa, algorithm: 'RS512', header: { kid: undefined } }),
          'key_not_found',
        ],
        ['ES256 under the RSA kid', signToken({ header: { kid: 'RS256-1' } }), 'key_not_found'],
        ['ES256 under the P-384 kid', signToken({ header: { kid: 'ES384-1' } }), 'key_not_found'],
        ['RS256 under the EC kid', signToken({ pair: rsa, header: { kid: 'ES256-1' } }), 'key_not_found'],
      ]);
    },
  },
  {
    section: '3.1',
    level: 'choice',
    demands:
      'a key that declares no algorithm serves those of its type that the issuer is accepted to use; a list of one pins it',
    test: async () => {
      const pair = await pairOf('RS256');
      const { alg: _, ...undeclared } = pair.publicJwk;
      const rows = (outcome: string): readonly Row[] => [
        ['RS256', signToken({ pair }), 'allow'],
        ['PS256', signToken({ pair, algorithm: 'PS256' }), outcome],
      ];
      await expectOutcomes(await openGate({ keys: [undeclared] }), rows('allow'));
      const pinned = await openGate({ keys: [undeclared], issuer: { algorithms: ['RS256'] } });
      await expectOutcomes(pinned, rows('algorithm_not_allowed'));
    },
  },
  {
    section: '3.2',
    level: 'MUST',
    demands: 'algorithms can be taken away by the policy, unknown names are an error, and none can never be put in',
    test: async () => {
      const pair = await pairOf('RS256');
      const keys = [pair.publicJwk, (await pairOf('ES256')).publicJwk];
      await expectOutcomes(await openGate({ keys }), [
        ['RS256 by default', signToken({ pair }), 'allow'],
        ['ES256 by default', signToken(), 'allow'],
      ]);
      await expectOutcomes(await openGate({ keys, issuer: { algorithms: ['ES256'] } }), [
        ['RS256 taken away', signToken({ pair }), 'algorithm_not_allowed'],
        ['ES256', signToken(), 'allow'],
      ]);
      for (const algorithms of [['none'], ['ES256', 'nOnE'], ['ES256K'], ['dir'], ['*'], []]) {
        await expect(openGate({ keys, issuer: { algorithms } })).rejects.toThrow(PolicyError);
      }
    },
  },
  {
    section: '3.3',
    level: 'MUST',
    demands:
      'every cryptographic operation counts; revision: encrypted and signed tokens are told apart, and neither hides in the other',
    test: async () => {
      const gate = await openGate();
      const token = await signToken();
      const [head = '', claims = '', signature = ''] = token.split('.');
      const enveloped = toSegment('{"alg":"RSA-OAEP","enc":"A128GCM","cty":"JWT"}');
      const plain = `${toSegment('{"alg":"none"}')}.${claims}.`;
      const rows: readonly Row[] = [
        ['a JWE', `${enveloped}.AAAA.AAAA.${toSegment(plain)}.AAAA`, 'token_encrypted'],
        ['a signed header with five segments', `${head}.${claims}.${signature}.AAAA.AAAA`, 'token_encrypted'],
      ];
      for (const [what, text, outcome] of rows) expect([what, await gate.outcome(await text)]).toEqual([what, outcome]);
      expect(gate.requests()).toEqual([]);
      await expectOutcomes(gate, [
        ['a JWS', token, 'allow'],
        ['the header of a JWE before three segments', `${enveloped}.${claims}.${signature}`, 'algorithm_not_allowed'],
        [
          'one bit of the signature',
          signToken({ pair: await pairOf('ES256', 'x'), header: { kid: 'ES256-1' } }),
          'signature_invalid',
        ],
        ['a signature of nothing', `${head}.${claims}.`, 'signature_invalid'],
        ['enc in the header of a JWS', signToken({ header: { enc: 'A256GCM', zip: 'DEF' } }), 'allow'],
      ]);
    },
  },
  {
    section: '3.4',
    level: 'MUST',
    demands: 'points of elliptic curves are checked to be on their curve before a key is used',
    test: async () => {
      for (const algorithm of ['ES256', 'ES384', 'ES512']) {
        const pair = await pairOf(algorithm);
        const { x, y } = pair.publicJwk;
        const other = await pairOf('EdDSA');
        for (const point of [{ x: y, y: x }, { y: x }]) {
          const gate = await openGate({ keys: [{ ...pair.publicJwk, ...point }, other.publicJwk] });
          await expectOutcomes(gate, [
            [`${algorithm} off the curve`, signToken({ pair }), 'key_not_found'],
            ['the other key', signToken({ pair: other }), 'allow'],
          ]);
          expect(gate.events()).toContain('refused_key import_failed');
        }
        await expectOutcomes(await openGate({ keys: [pair.publicJwk] }), [
          [`${algorithm} on the curve`, signToken({ pair }), 'allow'],
        ]);
      }
    },
  },
  {
    section: '3.5',
    level: 'MUST',
    demands:
      "a secret is no password: it comes from the gate's environment, at the length of the hash, or the gate does not start",
    test: async () => {
      const open = (secrets: readonly string[], env: Readonly<Record<string, string>>) =>
        openGate({ issuer: { hmac: { secrets, encoding: 'utf8' } }, env });
      const codes = async (secrets: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> => {
        const error: unknown = await open(secrets, env).catch((thrown: unknown) => thrown);
        return error instanceof PolicyError ? error.findings.map(({ code }) => code) : error;
      };
      const long = 'k'.repeat(32);
      expect(await codes(['correct horse battery staple 123456'], {})).toEqual(['literal-secret']);
      expect(await codes([`\${SECRET}`], { SECRET: 'hunter2' })).toEqual(['short-secret']);
      expect(await codes([`\${SECRET}`], { SECRET: long.slice(1) })).toEqual(['short-secret']);
      const jwk = { kty: 'oct', k: toSegment(long) };
      const token = signToken({ pair: { algorithm: 'HS256', publicJwk: jwk, privateJwk: jwk } });
      await expectOutcomes(await open([`\${SECRET}`], { SECRET: long }), [['32 octets', token, 'allow']]);
    },
  },
];
