/**
 * A small IAM evaluator of the tests' own, which shares no code with the compiler that it judges.
 */
import type { AuthorizerDocument, AuthorizerStatement } from '@sallyport/lambda';

/** Whether a document allows an ARN at an instant (epoch seconds): a matching Deny wins, then a matching Allow. */
export type Evaluate = (arn: string, atSeconds?: number) => 'allow' | 'explicitDeny' | 'implicitDeny';

const SOON = 0;

/** Compiles a document once, for many ARNs. Throws where it is not what API Gateway takes. */
export function createEvaluator(document: AuthorizerDocument): Evaluate {
  const statements = document.Statement.map(toStatement);
  return (arn, atSeconds = SOON) => {
    const applying = statements.filter((statement) => statement.applies(arn, atSeconds));
    if (applying.some((statement) => statement.effect === 'Deny')) return 'explicitDeny';
    return applying.length > 0 ? 'allow' : 'implicitDeny';
  };
}

function toStatement(statement: AuthorizerStatement): {
  effect: 'Allow' | 'Deny';
  applies: (arn: string, atSeconds: number) => boolean;
} {
  const { Effect, Action, Resource, NotResource, Condition } = statement;
  if (Action !== 'execute-api:Invoke') throw new Error(`action ${Action}`);
  const patterns = Resource ?? NotResource ?? [];
  if (patterns.length === 0 || (Resource && NotResource)) throw new Error('needs one list that is not empty');
  for (const pattern of patterns) {
    if (pattern.length > 512) throw new Error('a pattern is too long');
    if (!/^[\u0020-\u00ff]*$/.test(pattern)) throw new Error('a pattern has a character that no document holds');
    if (pattern.includes('${')) throw new Error('a pattern has a policy variable');
  }
  const matches = toMatcher(patterns);
  return {
    effect: Effect,
    applies: (arn, atSeconds) => matches(arn) === (Resource !== undefined) && meets(Condition, atSeconds),
  };
}

function meets(condition: AuthorizerStatement['Condition'], atSeconds: number): boolean {
  if (condition === undefined) return true;
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, instant]) => {
      if (key !== 'aws:CurrentTime') throw new Error(`key ${key}`);
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(instant)) throw new Error(`instant ${instant}`);
      const bound = Date.parse(instant) / 1000;
      if (operator === 'DateLessThan') return atSeconds < bound;
      if (operator === 'DateGreaterThanEquals') return atSeconds >= bound;
      throw new Error(`operator ${operator}`);
    }),
  );
}

/** One regular expression for all patterns: `*` any run, `?` any one UTF-16 unit, all else itself. */
function toMatcher(patterns: readonly string[]): (arn: string) => boolean {
  const sources = patterns.map((pattern) =>
    [...pattern]
      .map((sign) => (sign === '*' ? '[^]*' : sign === '?' ? '[^]' : sign.replace(/[\\^$.|+()[\]{}/-]/, '\\$&')))
      .join(''),
  );
  const expression = new RegExp(`^(?:${sources.join('|')})$`);
  return (arn) => expression.test(arn);
}
