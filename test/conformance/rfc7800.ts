/**
 * RFC 7800 for a resource server that cannot confirm possession of any key yet.
 */
import type { Standard } from './standard.ts';
import { expectOutcomes, openGate, type Row, signToken } from './support-gate.ts';

const present = (cnf: unknown): Promise<string> => signToken({ payload: { cnf } });

export const standard: Standard = {
  name: 'RFC 7800, proof-of-possession key semantics',
  requirements: [
    {
      section: '3',
      level: 'MUST',
      demands: 'a token that is bound to a key is refused as a bearer token, whatever member of cnf binds it',
      test: async () => {
        const thumbprint = 'A'.repeat(43);
        await expectOutcomes(await openGate(), [
          ['no cnf', signToken(), 'allow'],
          ['jkt', present({ jkt: thumbprint }), 'binding_required cnf'],
          ['x5t#S256', present({ 'x5t#S256': thumbprint }), 'binding_required cnf'],
          ['jwk', present({ jwk: { kty: 'EC' } }), 'binding_required cnf'],
          ['kid', present({ kid: 'one' }), 'binding_required cnf'],
          ['jku', present({ jku: 'https://client.test/keys' }), 'binding_required cnf'],
          ['several', present({ jkt: thumbprint, 'x5t#S256': thumbprint }), 'binding_required cnf'],
        ]);
      },
    },
    {
      section: '3.1',
      level: 'choice',
      demands:
        'members of cnf that are not understood are not ignored: a cnf without a known member, even empty, fails closed',
      test: async () => {
        await expectOutcomes(await openGate(), [
          ['no cnf', signToken(), 'allow'],
          ['empty', present({}), 'binding_required cnf'],
          ['unknown', present({ 'urn:acme:x': 1 }), 'binding_required cnf'],
        ]);
      },
    },
    {
      section: '3.1',
      level: 'MUST',
      demands: 'cnf is a JSON object',
      test: async () => {
        await expectOutcomes(await openGate(), [
          ['no cnf', signToken(), 'allow'],
          ...[null, 'text', 7, true, [], [{ jkt: 'x' }], ''].map(
            (cnf): Row => [JSON.stringify(cnf), present(cnf), 'claim_malformed cnf'],
          ),
        ]);
      },
    },
  ],
  inapplicable: [
    {
      section: '3.2',
      demands: 'the presenter proves possession of the confirmation key',
      why: 'no proof is read yet, neither DPoP nor a client certificate: every bound token is refused',
    },
    {
      section: '3.5',
      demands: 'a jku of cnf is fetched over TLS',
      why: 'nothing of a token is ever fetched; the row of section 3 holds such a token',
    },
  ],
};
