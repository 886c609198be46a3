/**
 * The shape of the whole policy document, from which `schema.json` is written too.
 *
 * `members: "independent"` marks where one misshapen member leaves its neighbours to be judged.
 */
import * as v from 'valibot';
import type { PolicyDocument } from '../policy.ts';
import { apiGatewaySchema, corsSchema, logSchema, workerSchema } from './gates.ts';
import { issuerSchema } from './issuer.ts';
import { accessSchema } from './requirement.ts';
import { testsSchema } from './tests.ts';
import { textOrListSchema, textSchema } from './text.ts';

/** The whole document. */
export const documentSchema: v.GenericSchema<unknown, PolicyDocument> = v.pipe(
  v.strictObject({
    $schema: v.exactOptional(v.string()),
    audience: v.exactOptional(textOrListSchema),
    resource: v.exactOptional(textSchema),
    issuers: v.pipe(
      v.record(textSchema, issuerSchema),
      v.metadata({ place: 'issuers', expects: 'an object of issuers by name', members: 'independent' }),
    ),
    routes: v.pipe(
      v.record(textSchema, accessSchema),
      v.metadata({ place: 'routes', expects: 'an object of accesses by route key', members: 'independent' }),
    ),
    cors: v.exactOptional(corsSchema),
    worker: v.exactOptional(workerSchema),
    apiGateway: v.exactOptional(apiGatewaySchema),
    log: v.exactOptional(logSchema),
    tests: v.exactOptional(testsSchema),
  }),
  v.metadata({ place: 'document', expects: 'a policy object', members: 'independent' }),
);
