/**
 * Writes `schema.json`, which editors read, from the schema that the gates parse policies with.
 *
 * Run by Node 24 as `node --conditions=source scripts/write-schema.mjs`; with `--check` it only compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { documentSchema } from '../packages/core/src/document/schema/document.ts';
import { reportOnlySchema, unsafePathSchema } from '../packages/core/src/document/schema/exceptions.ts';
import {
  apiGatewaySchema,
  assertionSchema,
  corsSchema,
  logSchema,
  workerSchema,
} from '../packages/core/src/document/schema/gates.ts';
import {
  bindingSchema,
  claimMappingsSchema,
  hmacSchema,
  issuerSchema,
  jwksSchema,
} from '../packages/core/src/document/schema/issuer.ts';
import {
  accessSchema,
  conditionSchema,
  requirementSchema,
  routeSchema,
} from '../packages/core/src/document/schema/requirement.ts';
import { supposedTokenSchema, testSchema } from '../packages/core/src/document/schema/tests.ts';
import { PRESETS } from '../packages/core/src/presets/presets.ts';
import { ALGORITHM_NAMES } from '../packages/core/src/token/algorithms.ts';
import { DESCRIPTIONS, SMALL_DESCRIPTIONS } from './schema-descriptions.mjs';
import { EXAMPLES } from './schema-examples.mjs';

/** With the core it is committed; with the command line, which `$schema` names, it is a product of the build. */
const COMMITTED = 'packages/core/schema.json';
const BUILT = 'packages/cli/schema.json';

const DEFINITIONS = {
  Access: accessSchema,
  ApiGateway: apiGatewaySchema,
  Assertion: assertionSchema,
  ClaimMappings: claimMappingsSchema,
  Condition: conditionSchema,
  Cors: corsSchema,
  Hmac: hmacSchema,
  Issuer: issuerSchema,
  Jwks: jwksSchema,
  Log: logSchema,
  ReportOnly: reportOnlySchema,
  Requirement: requirementSchema,
  Route: routeSchema,
  ServiceBinding: bindingSchema,
  SupposedToken: supposedTokenSchema,
  Test: testSchema,
  UnsafePath: unsafePathSchema,
  Worker: workerSchema,
};

/** The text of `schema.json`. */
function toSchemaText() {
  const { $schema, $defs, ...root } = toJsonSchema(documentSchema, {
    definitions: DEFINITIONS,
    target: 'draft-07',
    // Metadata holds words for findings, and JSON has no other numbers than finite ones.
    ignoreActions: ['metadata', 'finite'],
    overrideRef: ({ referenceId }) => `#/definitions/${referenceId}`,
  });
  describe(root, DESCRIPTIONS.Policy);
  for (const [name, definition] of Object.entries($defs)) describe(definition, DESCRIPTIONS[name] ?? {});
  for (const [name, examples] of Object.entries(EXAMPLES)) offer(name === 'Policy' ? root : $defs[name], examples);
  offer($defs.Route, EXAMPLES.Requirement);
  $defs.Issuer.properties.algorithms.items.enum = ALGORITHM_NAMES;
  $defs.Issuer.properties.preset.enum = PRESETS.map((preset) => preset.name);
  const title = 'Sallyport policy';
  return `${JSON.stringify({ $schema, title, ...root, definitions: $defs }, null, 2)}\n`;
}

function describe(schema, descriptions) {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const { description, ...rest } = descriptions[key] ?? SMALL_DESCRIPTIONS[key] ?? {};
    if (description === undefined) throw new Error(`"${key}" has no description`);
    Object.assign(property, { description }, rest);
    describe(property, {});
  }
  for (const branch of [...(schema.anyOf ?? []), schema.items, schema.additionalProperties]) {
    if (typeof branch === 'object') describe(branch, descriptions);
  }
}

function offer({ properties }, examplesByKey) {
  for (const [key, examples] of Object.entries(examplesByKey)) {
    if (properties[key] === undefined) throw new Error(`"${key}" has examples and is no key`);
    properties[key].examples = examples;
  }
}

const text = toSchemaText();
const toUrl = (file) => new URL(`../${file}`, import.meta.url);
if (!process.argv.includes('--check')) {
  for (const file of [COMMITTED, BUILT]) await writeFile(toUrl(file), text);
} else if ((await readFile(toUrl(COMMITTED), 'utf8')) !== text) {
  console.error(`${COMMITTED} is out of date: run node --conditions=source scripts/write-schema.mjs`);
  process.exitCode = 1;
}
