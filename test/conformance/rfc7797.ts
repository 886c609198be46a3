/**
 * RFC 7797 for a verifier of tokens, which never have an unencoded payload.
 */
import type { Standard } from './standard.ts';
import {
  CLAIMS,
  expectOutcomes,
  openGate,
  pairOf,
  type Row,
  signSegments,
  signToken,
  toSegment,
} from './support-gate.ts';

const KEYED = { alg: 'ES256', kid: 'ES256-1', typ: 'at+jwt' };

export const standard: Standard = {
  name: 'RFC 7797, JWS unencoded payload option',
  requirements: [
    {
      section: '6',
      level: 'MUST',
      demands: 'b64 false without crit is refused, not ignored',
      test: async () => {
        const others = [null, 0, 'false', 'true', [], {}];
        await expectOutcomes(await openGate(), [
          ['without b64', signToken(), 'allow'],
          ['true', signToken({ header: { b64: true } }), 'allow'],
          ['false', signToken({ header: { b64: false } }), 'token_malformed crit'],
          ...others.map((b64): Row => [JSON.stringify(b64), signToken({ header: { b64 } }), 'token_malformed crit']),
        ]);
      },
    },
    {
      section: '7',
      level: 'MUST',
      demands: 'a JWT with b64 false is refused in every form: encoded, unencoded and detached',
      test: async () => {
        const { privateJwk } = await pairOf('ES256');
        const header = toSegment(JSON.stringify({ ...KEYED, b64: false, crit: ['b64'] }));
        const claims = toSegment(JSON.stringify(CLAIMS));
        const encoded = await signSegments(header, claims, privateJwk, 'ES256');
        const unencoded = await signSegments(header, JSON.stringify(CLAIMS), privateJwk, 'ES256');
        // Signed over another text than the one that is sent: a payload that happens to look like a segment.
        const detached = unencoded.split('.').at(-1) ?? '';
        await expectOutcomes(await openGate(), [
          ['an ordinary token', signToken(), 'allow'],
          ['encoded', encoded, 'critical_header'],
          ['unencoded', unencoded, 'credential_malformed'],
          ['detached', `${header}..${detached}`, 'token_malformed payload'],
          ['encoded, the signature of the unencoded', `${header}.${claims}.${detached}`, 'critical_header'],
        ]);
      },
    },
    {
      section: '6',
      level: 'choice',
      demands: 'crit with b64 is refused even where b64 is true: no extension is understood',
      test: async () => {
        await expectOutcomes(await openGate(), [
          ['b64 alone', signToken({ header: { b64: true } }), 'allow'],
          ['b64 in crit', signToken({ header: { b64: true, crit: ['b64'] } }), 'critical_header'],
        ]);
      },
    },
  ],
  inapplicable: [
    {
      section: '5',
      demands: 'how unencoded payloads are signed and which characters they may hold',
      why: 'a gate signs nothing and reads no unencoded payload',
    },
  ],
};
