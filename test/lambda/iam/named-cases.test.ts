import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { CASES } from './named-cases.ts';
import { NEVER_CASES } from './named-cases-never.ts';
import { createScene, NOW, toArn } from './scene.ts';

const ALL = Object.entries({ ...CASES, ...NEVER_CASES });

describe('the document, by what once reached too far', () => {
  test.each(ALL)('%s', async (_name, { routes, token, apiGateway, denied, allowed = [], exact = true }) => {
    const scene = await createScene(routes, token, apiGateway);
    const iam = await scene.compile();
    const evaluate = createEvaluator(iam.document);
    const say = (request: string): string => `${request}: ${evaluate(toArn(request), NOW)}`;
    expect(denied.map(say)).toEqual(denied.map((request) => `${request}: explicitDeny`));
    expect(allowed.map(say)).toEqual(allowed.map((request) => `${request}: allow`));
    expect([iam.exact, iam.narrowed]).toEqual(exact ? [true, null] : [false, 'inexpressible']);
    const core = await Promise.all(allowed.map(async (request) => (await scene.ask(request)).effect));
    expect(core).toEqual(allowed.map(() => 'allow'));
  });

  test.each(ALL)(
    'without NotResource: %s',
    async (_name, { routes, token, apiGateway, denied, allowed = [], exact }) => {
      const scene = await createScene(routes, token, { ...apiGateway, denyShape: 'resource' });
      const iam = await scene.compile();
      expect(JSON.stringify(iam.document)).not.toContain('NotResource');
      const evaluate = createEvaluator(iam.document);
      expect(denied.filter((request) => evaluate(toArn(request), NOW) === 'allow')).toEqual([]);
      expect(allowed.filter((request) => evaluate(toArn(request), NOW) !== 'allow')).toEqual([]);
      expect(iam.exact).toBe(exact ?? true);
    },
  );
});
