/**
 * The tokens printed in RFC 7515, appendix A: good up to the second before their expiry in 2011.
 */
import { createAuthorizer, type IssuerEntry } from '@sallyport/core';
import { type Case, portable } from '../case.ts';
import { present, toPorts } from '../policies.ts';

const EXPIRES_AT = 1_300_819_380;
const PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

const EXAMPLES = [
  {
    name: 'RFC 7515 A.1',
    algorithm: 'HS256',
    signed: 'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
    signature: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    jwk: { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' },
  },
  {
    name: 'RFC 7515 A.2',
    algorithm: 'RS256',
    signed: 'eyJhbGciOiJSUzI1NiJ9',
    signature:
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
    jwk: {
      kty: 'RSA',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      e: 'AQAB',
    },
  },
  {
    name: 'RFC 7515 A.3',
    algorithm: 'ES256',
    signed: 'eyJhbGciOiJFUzI1NiJ9',
    signature: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
  },
] as const;

type Example = (typeof EXAMPLES)[number];

/** The outcome of an example at an instant, its own algorithm and key pinned. */
async function presentAt(atSeconds: number, { algorithm, signed, signature, jwk }: Example): Promise<string> {
  const keys: Partial<IssuerEntry> =
    'k' in jwk ? { hmac: { secrets: [`\${SECRET}`], encoding: 'base64url' } } : { jwks: { keys: [jwk] } };
  const issuer = { issuer: 'joe', algorithms: [algorithm], unsafeNoAudience: 'the example names none', ...keys };
  const env = { SECRET: 'k' in jwk ? jwk.k : undefined };
  const policy = {
    issuers: { joe: { ...issuer, clockToleranceSeconds: 0 } },
    routes: { '/*': 'authenticated' },
  } as const;
  const authorizer = createAuthorizer(policy, toPorts({ env, clock: () => atSeconds * 1000 }));
  return present(authorizer, `${signed}.${PAYLOAD}.${signature}`);
}

export const RFC_CASES: readonly Case[] = EXAMPLES.map((example) =>
  portable(`${example.name}, ${example.algorithm}`, ['allow', 'deny 401 token_expired (exp)'], async () => [
    await presentAt(EXPIRES_AT - 1, example),
    await presentAt(EXPIRES_AT, example),
  ]),
);
