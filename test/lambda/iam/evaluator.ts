/**
 * A small IAM evaluator of the tests' own, which shares no code with the compiler that it judges.
 *
 * Spec: IAM policy evaluation logic and the grammar of Action, Resource and Condition; `evaluator.test.ts` holds the table.
 */

/** What a document says. */
export type Verdict = 'allow' | 'explicitDeny' | 'implicitDeny';

/** Whether a document allows an ARN at an instant (epoch seconds): a matching Deny wins, then a matching Allow. */
export type Evaluate = (arn: string, atSeconds?: number) => Verdict;

/** What a request is judged by. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys, by lower-case name. */
  readonly keys: Readonly<Record<string, string>>;
}

type Text = string | readonly string[];

interface Statement {
  readonly Effect: string;
  readonly Action?: Text | undefined;
  readonly NotAction?: Text | undefined;
  readonly Resource?: Text | undefined;
  readonly NotResource?: Text | undefined;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Text>>>> | undefined;
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Compiles a document once, for many ARNs. Throws where it is not what API Gateway takes. */
export function createEvaluator(document: Document): Evaluate {
  for (const statement of document.Statement) checkShape(statement);
  const judge = createJudge(document);
  return (resource, atSeconds = 0) =>
    judge({
      action: 'execute-api:Invoke',
      resource,
      keys: { 'aws:currenttime': new Date(atSeconds * 1000).toISOString() },
    });
}

/** Compiles any document, for any request. */
export function createJudge(document: Document): (request: Request) => Verdict {
  if (document.Version !== '2012-10-17') throw new Error(`version ${document.Version}`);
  const statements = document.Statement.map((statement) => ({
    effect: toEffect(statement),
    applies: toApplies(statement),
  }));
  return (request) => {
    const applying = statements.filter((statement) => statement.applies(request));
    if (applying.some((statement) => statement.effect === 'Deny')) return 'explicitDeny';
    return applying.length > 0 ? 'allow' : 'implicitDeny';
  };
}

/** What API Gateway and the quotas of IAM ask of an authorizer's document. */
function checkShape({ Action, Resource, NotResource, Condition }: Statement): void {
  if (Action !== 'execute-api:Invoke') throw new Error(`action ${Action}`);
  const patterns = toList(Resource ?? NotResource);
  if (patterns.length === 0 || (Resource && NotResource)) throw new Error('needs one list that is not empty');
  for (const pattern of patterns) {
    if (pattern.length > 512) throw new Error('a pattern is too long');
    if (!/^[\u0020-\u00ff]*$/.test(pattern)) throw new Error('a pattern has a character that no document holds');
    if (pattern.includes('${')) throw new Error('a pattern has a policy variable');
  }
  for (const keys of Object.values(Condition ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      if (key !== 'aws:CurrentTime') throw new Error(`key ${key}`);
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value))) throw new Error(`instant ${value}`);
    }
  }
}

function toEffect({ Effect }: Statement): 'Allow' | 'Deny' {
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`effect ${Effect}`);
  return Effect;
}

function toApplies(statement: Statement): (request: Request) => boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  if ((Action === undefined) === (NotAction === undefined)) throw new Error('one of Action and NotAction');
  if ((Resource === undefined) === (NotResource === undefined)) throw new Error('one of Resource and NotResource');
  // Actions are compared without regard to case, resources with it.
  const actions = toMatcher(toList(Action ?? NotAction), 'i');
  const resources = toMatcher(toList(Resource ?? NotResource), '');
  return (request) =>
    actions(request.action, request) === (Action !== undefined) &&
    resources(request.resource, request) === (Resource !== undefined) &&
    meets(Condition, request);
}

/** Every operator and key must hold; of several values one. */
function meets(condition: Statement['Condition'], request: Request): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, request.keys[key.toLowerCase()], toList(values))),
  );
}

function holds(name: string, given: string | undefined, values: readonly string[]): boolean {
  if (name === 'Null') return values.some((value) => (value === 'true') === (given === undefined));
  const isOptional = name.endsWith('IfExists');
  const operator = isOptional ? name.slice(0, -'IfExists'.length) : name;
  // A key that is missing meets no operator, but for those that are negated.
  if (given === undefined) return isOptional || operator.includes('Not');
  const isNegated = operator.includes('Not');
  const test = toTest(operator.replace('Not', ''));
  return isNegated ? !values.some((value) => test(given, value)) : values.some((value) => test(given, value));
}

function toTest(operator: string): (given: string, value: string) => boolean {
  switch (operator) {
    case 'StringEquals':
      return (given, value) => given === value;
    case 'StringEqualsIgnoreCase':
      return (given, value) => given.toLowerCase() === value.toLowerCase();
    case 'StringLike':
      return (given, value) => toMatcher([value], '')(given, { action: '', resource: '', keys: {} });
    case 'DateEquals':
      return (given, value) => toInstant(given) === toInstant(value);
    case 'DateLessThan':
      return (given, value) => toInstant(given) < toInstant(value);
    case 'DateLessThanEquals':
      return (given, value) => toInstant(given) <= toInstant(value);
    case 'DateGreaterThan':
      return (given, value) => toInstant(given) > toInstant(value);
    case 'DateGreaterThanEquals':
      return (given, value) => toInstant(given) >= toInstant(value);
    default:
      throw new Error(`operator ${operator}`);
  }
}

/** ISO 8601, or epoch seconds. */
function toInstant(text: string): number {
  const instant = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(instant)) throw new Error(`instant ${text}`);
  return instant;
}

function toList(text: Text | undefined): readonly string[] {
  return typeof text === 'string' ? [text] : (text ?? []);
}

/** `*` any run, `?` any one UTF-16 unit, `${*}`, `${?}` and `${$}` themselves, `${key}` the key's value, all else itself. */
function toMatcher(patterns: readonly string[], flags: string): (text: string, request: Request) => boolean {
  if (patterns.some((pattern) => pattern.includes('${'))) {
    return (text, { keys }) => patterns.some((pattern) => fill(pattern, keys, flags)?.test(text) ?? false);
  }
  // What all of them start with is compared once: a document repeats the name of its API in every pattern.
  const start = flags === '' ? toCommonStart(patterns) : '';
  const rests = patterns.map((pattern) => toSource(pattern.slice(start.length)));
  const expression = new RegExp(`^(?:${rests.join('|')})$`, flags);
  return (text) => text.startsWith(start) && expression.test(text.slice(start.length));
}

function toCommonStart(patterns: readonly string[]): string {
  const [first = '', ...others] = patterns;
  let length = first.search(/[*?]|$/);
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** A pattern with its variables filled; null where a key is missing, since it then matches nothing. */
function fill(pattern: string, keys: Request['keys'], flags: string): RegExp | null {
  const sources = pattern.split(/(\$\{[^}]*\})/).map((part) => {
    const name = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (name === undefined) return toSource(part);
    const text = ['*', '?', '$'].includes(name) ? name : keys[name.toLowerCase()];
    return text === undefined ? null : text.replace(/[\\^$.*+?|()[\]{}/-]/g, '\\$&');
  });
  return sources.includes(null) ? null : new RegExp(`^(?:${sources.join('')})$`, flags);
}

function toSource(pattern: string): string {
  return [...pattern]
    .map((sign) => (sign === '*' ? '[^]*' : sign === '?' ? '[^]' : sign.replace(/[\\^$.|+()[\]{}/-]/, '\\$&')))
    .join('');
}
