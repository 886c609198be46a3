/**
 * Requirements of every form, none of which has a finding on a route with the parameter `:id`.
 */
import fc from 'fast-check';

const words = fc.array(fc.constantFrom('read', 'write', 'admin'), { minLength: 1, maxLength: 3 });
const many = fc.oneof(words, fc.record({ anyOf: words }));
// A variable is an error there, however it is spelled.
const scalars = fc.oneof(
  fc.string().filter((text) => !text.includes('$')),
  fc.integer(),
  fc.boolean(),
);
const condition = fc.oneof(
  scalars,
  fc.record({ contains: scalars }),
  fc.record({ noneOf: fc.array(scalars, { minLength: 1, maxLength: 2 }), exists: fc.constant(true as const) }),
  fc.record({ gte: fc.integer(), prefix: fc.constant('p'), param: fc.constant('id') }),
);
const claimName = fc.constantFrom(
  'sub',
  'toString',
  'hasOwnProperty',
  '/constructor',
  '/__proto__/x',
  'https://acme.dev/a',
);
const flat = {
  scopes: many,
  permissions: many,
  roles: many,
  groups: many,
  claims: fc.dictionary(claimName, condition, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  client: fc.oneof(fc.constant('c1'), fc.record({ anyOf: words })),
};
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(fields, { requiredKeys: [], noNullPrototype: true })
    .map((entry) => (Object.keys(entry).length === 0 ? { roles: ['admin'] } : entry));
const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => {
  const parts = fc.array(tie('tree'), { minLength: 1, maxLength: 2 });
  return {
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'requirement' },
      some(flat),
      some({ ...flat, anyOf: parts, allOf: parts }),
    ),
  };
});

/** A requirement as a policy writes it. */
export const requirement: fc.Arbitrary<Record<string, unknown>> = tree;
