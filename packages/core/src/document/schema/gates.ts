/**
 * The shape of the sections that tell the gates how to behave around a decision.
 */
import * as v from 'valibot';
import type { ApiGatewayEntry, AssertionEntry, CorsEntry, IdentityFact, LogEntry, WorkerEntry } from '../policy.ts';
import { shareSchema, textListSchema, textSchema, wholeNumberSchema } from './text.ts';

/** A fact of the principal, or one of its claims. */
export const factSchema: v.GenericSchema<unknown, IdentityFact | { claim: string }> = v.pipe(
  v.union([
    v.picklist(['issuer', 'iss', 'subject', 'client', 'tenant', 'scopes', 'permissions', 'roles', 'groups', 'tokenId']),
    v.strictObject({ claim: textSchema }),
  ]),
  v.metadata({ expects: 'a fact such as "subject", or { "claim": ... }' }),
);

/** Cross-origin access. */
export const corsSchema: v.GenericSchema<unknown, CorsEntry> = v.pipe(
  v.strictObject({
    origins: textListSchema,
    allowHeaders: v.exactOptional(textListSchema),
    exposeHeaders: v.exactOptional(textListSchema),
    credentials: v.exactOptional(v.pipe(v.literal(true), v.metadata({ expects: 'true, or no such key' }))),
    maxAgeSeconds: v.exactOptional(wholeNumberSchema(0, 86_400)),
  }),
  v.metadata({ place: 'cors' }),
);

/** The signed assertion to the origin. */
export const assertionSchema: v.GenericSchema<unknown, AssertionEntry> = v.pipe(
  v.strictObject({
    key: textSchema,
    nextKey: v.exactOptional(textSchema),
    header: v.exactOptional(textSchema),
  }),
  v.metadata({ place: 'assertion', expects: 'an object with the "key" that signs' }),
);

/** The Worker gate. */
export const workerSchema: v.GenericSchema<unknown, WorkerEntry> = v.pipe(
  v.strictObject({
    origins: v.exactOptional(
      v.pipe(
        v.union([
          textSchema,
          v.pipe(
            v.record(textSchema, textSchema),
            v.minEntries(1),
            v.metadata({ place: 'origins', expects: 'at least one path prefix with its origin' }),
          ),
        ]),
        v.metadata({ expects: 'an origin, or origins by path prefix' }),
      ),
    ),
    publicOrigin: v.exactOptional(textSchema),
    forwardToken: v.exactOptional(v.boolean()),
    stripAuthorization: v.exactOptional(v.boolean()),
    identityHeaders: v.exactOptional(
      v.pipe(v.record(textSchema, factSchema), v.metadata({ place: 'identityHeaders' })),
    ),
    assertion: v.exactOptional(assertionSchema),
    health: v.exactOptional(v.boolean()),
    lookAlikes: v.exactOptional(v.picklist(['refuse', 'allowSlash', 'ignore'])),
    originTimeoutSeconds: v.exactOptional(wholeNumberSchema(1, 3600)),
  }),
  v.metadata({ place: 'worker' }),
);

/** API Gateway as it is deployed. */
export const apiGatewaySchema: v.GenericSchema<unknown, ApiGatewayEntry> = v.pipe(
  v.strictObject({
    kind: v.exactOptional(v.picklist(['rest-token', 'rest-request', 'http-iam', 'http-simple', 'websocket'])),
    identitySources: v.exactOptional(
      v.pipe(v.array(textSchema), v.metadata({ expects: 'a list of identity sources', hint: 'list' })),
    ),
    resultTtlSeconds: v.exactOptional(wholeNumberSchema(0, 3600)),
    unknownPaths: v.exactOptional(v.picklist(['possible', 'never'])),
    encodedPaths: v.exactOptional(v.picklist(['refuse', 'canonical'])),
    expiryCondition: v.exactOptional(v.picklist(['currentTime', 'none'])),
    denyShape: v.exactOptional(v.picklist(['notResource', 'resource'])),
    // Less could not hold a document of one ARN, as each request has one with a TTL of 0.
    maxDocumentBytes: v.exactOptional(wholeNumberSchema(2048, 1_048_576)),
    context: v.exactOptional(v.pipe(v.record(textSchema, factSchema), v.metadata({ place: 'context' }))),
  }),
  v.metadata({ place: 'apiGateway' }),
);

const decisionsSchema: v.GenericSchema<unknown, NonNullable<LogEntry['decisions']>> = v.pipe(
  v.union([v.picklist(['deny', 'all', 'off']), v.strictObject({ sample: shareSchema })]),
  v.metadata({ expects: '"deny", "all", "off" or { "sample": 0.01 }' }),
);

/** What the gates log. */
export const logSchema: v.GenericSchema<unknown, LogEntry> = v.pipe(
  v.strictObject({
    decisions: v.exactOptional(decisionsSchema),
    subject: v.exactOptional(v.picklist(['hash', 'plain', 'off'])),
  }),
  v.metadata({ place: 'log' }),
);
