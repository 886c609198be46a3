/**
 * The shape of one trusted issuer.
 *
 * Does not: judge addresses, algorithms or keys; `compile/issuer.ts` does.
 */
import * as v from 'valibot';
import type { ClaimMapping, ClaimMappingsEntry, IssuerEntry, TokenFromEntry } from '../policy.ts';
import { requirementSchema } from './requirement.ts';
import { textListSchema, textOrListSchema, textSchema, wholeNumberSchema, whySchema } from './text.ts';

/** Where a token may be read. */
export const tokenFromSchema: v.GenericSchema<unknown, TokenFromEntry> = v.pipe(
  v.union([
    v.picklist(['authorization']),
    v.strictObject({ header: textSchema }),
    v.strictObject({ cookie: textSchema }),
    v.strictObject({ unsafeQueryToken: v.strictObject({ name: textSchema, why: whySchema }) }),
  ]),
  v.metadata({ expects: '"authorization", { "header": ... } or { "cookie": ... }' }),
);

const mappingSchema: v.GenericSchema<unknown, ClaimMapping> = textOrListSchema;

/** Which claims carry which facts. */
export const claimMappingsSchema: v.GenericSchema<unknown, ClaimMappingsEntry> = v.pipe(
  v.strictObject({
    subject: v.exactOptional(mappingSchema),
    client: v.exactOptional(mappingSchema),
    tenant: v.exactOptional(mappingSchema),
    scopes: v.exactOptional(mappingSchema),
    permissions: v.exactOptional(mappingSchema),
    roles: v.exactOptional(mappingSchema),
    groups: v.exactOptional(mappingSchema),
  }),
  v.metadata({ place: 'claimMappings' }),
);

/** Keys written into the policy. */
export const jwksSchema: v.GenericSchema<unknown, NonNullable<IssuerEntry['jwks']>> = v.strictObject({
  keys: v.pipe(
    v.array(v.record(v.string(), v.unknown())),
    v.nonEmpty(),
    v.metadata({ expects: 'a non-empty list of JSON Web Keys' }),
  ),
});

/** Shared secrets. */
export const hmacSchema: v.GenericSchema<unknown, NonNullable<IssuerEntry['hmac']>> = v.strictObject({
  secrets: textListSchema,
  encoding: v.picklist(['utf8', 'base64url']),
});

/** A service binding that serves keys. */
export const bindingSchema: v.GenericSchema<unknown, NonNullable<IssuerEntry['keys']>> = v.strictObject({
  binding: textSchema,
});

/** One trusted issuer. */
export const issuerSchema: v.GenericSchema<unknown, IssuerEntry> = v.pipe(
  v.strictObject({
    preset: v.exactOptional(textSchema),
    issuer: textSchema,
    tenants: v.exactOptional(textListSchema),
    audience: v.exactOptional(textOrListSchema),
    unsafeNoAudience: v.exactOptional(whySchema),
    clients: v.exactOptional(textListSchema),
    jwksUri: v.exactOptional(textSchema),
    jwks: v.exactOptional(jwksSchema),
    keys: v.exactOptional(bindingSchema),
    hmac: v.exactOptional(hmacSchema),
    blockedKeys: v.exactOptional(textListSchema),
    algorithms: v.exactOptional(textListSchema),
    tokenTypes: v.exactOptional(textListSchema),
    requiredClaims: v.exactOptional(textListSchema),
    require: v.exactOptional(requirementSchema),
    claimMappings: v.exactOptional(claimMappingsSchema),
    clockToleranceSeconds: v.exactOptional(wholeNumberSchema(0, 300)),
    maxLifetimeSeconds: v.exactOptional(wholeNumberSchema(1, Number.MAX_SAFE_INTEGER)),
    tokenFrom: v.exactOptional(
      v.pipe(
        v.array(tokenFromSchema),
        v.nonEmpty(),
        v.metadata({ expects: 'a non-empty list of places', hint: 'list' }),
      ),
    ),
  }),
  v.metadata({ place: 'issuer' }),
);
