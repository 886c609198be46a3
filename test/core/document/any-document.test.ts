import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompileResult, compilePolicy } from '../../../packages/core/src/document/compile.ts';
import type { Finding } from '../../../packages/core/src/document/finding.ts';
import type { Requirement } from '../../../packages/core/src/requirement/requirement.ts';
import { requirement } from './any-requirement.ts';
import { compile, toDocument, withRoute } from './compiling.ts';

const KEYS = [
  'preset issuer tenants audience unsafeNoAudience clients jwksUri jwks keys hmac blockedKeys algorithms tokenTypes',
  'requiredClaims require claimMappings clockToleranceSeconds maxLifetimeSeconds tokenFrom scopes roles claims client',
  'anyOf allOf noneOf contains exists gte lte prefix param secrets encoding binding header cookie unsafeQueryToken name',
  'why origins publicOrigin forwardToken identityHeaders lookAlikes kind identitySources resultTtlSeconds context',
  '__proto__ constructor toString',
].flatMap((line) => line.split(' '));
const TEXTS = [
  '',
  'okta',
  'RS256',
  'HS256',
  'none',
  `\${A}`,
  `\${B}`,
  '{tid}',
  'https://a.acme.dev',
  'http://[::1]:1',
  'utf8',
];
const MORE = ['https://%', '/a~b', 'GET /a/:id', '//', 'subject', 'authorization', 'public', '*', '\u0000', '\ud800'];

const texts = fc.oneof(fc.constantFrom(...TEXTS, ...MORE), fc.string());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    texts,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 }).map((members) => {
    const object = {};
    for (const [name, member] of members)
      Object.defineProperty(object, name, { value: member, enumerable: true, configurable: true });
    return object;
  }),
}));
const named = fc.dictionary(fc.oneof(texts, fc.constantFrom('a', 'GET /a/:id', '/b/*')), value, { maxKeys: 3 });
const documents = fc.record(
  {
    issuers: named,
    routes: named,
    audience: value,
    worker: value,
    apiGateway: value,
    cors: value,
    log: value,
    tests: value,
  },
  { requiredKeys: [] },
);

function checkResult(document: unknown): void {
  const { policy, findings } = compile(document, { env: { A: 'https://a.acme.dev', B: '' } });
  expect(policy === null).toBe(findings.some(({ level }) => level === 'error'));
  for (const finding of findings) checkFinding(finding);
  checkGate(document, findings);
}

/** A gate is told the errors and nothing else, unless it takes the document for a build. */
function checkGate(document: unknown, findings: readonly Finding[]): void {
  if (typeof document === 'object' && document !== null && Object.hasOwn(document, 'sha256')) return;
  const env = { A: 'https://a.acme.dev', B: '' };
  const gate: CompileResult = Reflect.apply(compilePolicy, null, [document, { env }]);
  expect(gate.findings).toEqual(findings.filter(({ level }) => level === 'error'));
  expect(gate.policy === null).toBe(gate.findings.length > 0);
}

function checkFinding({ code, pointer, message, suggestion }: Finding): void {
  expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  expect(pointer).toMatch(/^(\/([^~/]|~[01])*)*$/u);
  expect(message.length).toBeGreaterThan(10);
  expect(message).not.toMatch(/Expected never|\[object|undefined/);
  expect(suggestion === null || suggestion.length > 0).toBe(true);
}

test('compiles, or tells at least one error, whatever JSON a file holds', () => {
  fc.assert(fc.property(fc.jsonValue(), checkResult), { numRuns: 300 });
});

test('compiles, or tells at least one error, whatever value a caller hands over', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withDate: true, withMap: true, withBigInt: true }), checkResult),
    {
      numRuns: 300,
    },
  );
});

test('compiles, or tells at least one error, for documents that are almost right', () => {
  fc.assert(fc.property(documents, checkResult), { numRuns: 800 });
});

test('compiles, or tells at least one error, with one place of a good policy changed', () => {
  const places = fc.constantFrom('issuers', 'routes', 'audience', 'worker', 'apiGateway', 'cors', 'tests', '__proto__');
  const changes = fc.tuple(places, value).map(([name, member]) =>
    Object.defineProperty(toDocument(), name, {
      value: member,
      enumerable: true,
      configurable: true,
      writable: true,
    }),
  );
  fc.assert(fc.property(changes, checkResult), { numRuns: 500 });
});

/** The facts, claims and clients that a tree names, written or compiled, sorted. */
function toLeaves(entry: Record<string, unknown>): readonly string[] {
  return Object.entries(entry)
    .flatMap(([name, member]): readonly string[] => {
      if (name === 'anyOf' || name === 'allOf')
        return Object.values(Object(member)).flatMap((part) => toLeaves(Object(part)));
      return name === 'claims' ? Object.keys(Object(member)).map((claim) => `claim ${claim}`) : [name];
    })
    .sort();
}

function toCompiledLeaves(tree: Requirement): readonly string[] {
  if (tree.kind === 'allOf' || tree.kind === 'anyOf') return tree.of.flatMap(toCompiledLeaves).sort();
  if (tree.kind === 'many') return [tree.fact];
  return [tree.kind === 'claim' ? `claim ${tree.claim.text}` : tree.kind];
}

test('never leaves out a part of a requirement that it accepts', () => {
  fc.assert(
    fc.property(requirement, (access) => {
      const document = withRoute(access, 'GET /a/:id');
      const { policy, document: kept, findings } = compile(document);
      expect(findings).toEqual([]);
      expect(kept).toEqual(document);
      const tree = policy?.routes.routes[0]?.access.requirement;
      expect(tree && toCompiledLeaves(tree)).toEqual(toLeaves(access));
    }),
    { numRuns: 300 },
  );
});

test('writes nothing onto the prototypes of others', () => {
  const document = JSON.parse(
    '{ "__proto__": { "polluted": 1 }, "issuers": { "__proto__": { "polluted": 1 } }, "routes": { "/a": { "__proto__": { "polluted": 1 } } } }',
  );
  const { findings } = compilePolicy(document, { env: {} });
  expect(findings.map(({ code }) => code)).toEqual(['unknown-key', 'reserved-name', 'unknown-key']);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});
