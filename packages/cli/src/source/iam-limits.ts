/**
 * What the IAM documents of a policy cannot say or hold, for the principals that the policy tells apart.
 *
 * Does not: judge simple responses, nor a `$connect`, whose document is one ARN.
 */
import { type CompiledPolicy, type Finding, parseIdentitySources } from '@sallyport/core';
import {
  findLargestDocument,
  type InexactRemedy,
  type InexactRoutes,
  type LargestDocument,
  searchInexactRoutes,
} from '@sallyport/lambda';
import { toPointerStep } from './tree.ts';

/** Findings, and what a reader must know of how they were looked for. */
export interface IamLimits {
  readonly findings: readonly Finding[];
  /** Sentences on a search that met its bound; empty where everything was gone through. */
  readonly notes: readonly string[];
}

/** The highest bound that a policy may set, and the default. */
const MOST_BYTES = 1_048_576;

/** Routes named in one message; the rest are counted. */
const MAX_NAMED = 8;

type Kind = CompiledPolicy['apiGateway']['kind'];
type DenyShape = CompiledPolicy['apiGateway']['denyShape'];

const NOTHING: IamLimits = { findings: [], notes: [] };

/** The limits: routes that no document can grant together with what is refused, and a document over the policy's bound. */
export function findIamLimits(policy: CompiledPolicy): IamLimits {
  const { kind, resultTtlSeconds, denyShape } = policy.apiGateway;
  if (kind === 'http-simple' || kind === 'websocket') return NOTHING;
  const inexact = searchInexactRoutes(policy);
  const isForOneRequest = resultTtlSeconds === 0 || isKeyedByRequest(policy);
  // An answer for one request names that request, so only what cannot be named at all is lost there.
  const lost = isForOneRequest ? inexact.found.filter(({ why }) => why === 'unwritable') : inexact.found;
  // A document of one ARN is within the least bound that there is.
  const largest = resultTtlSeconds === 0 ? null : findLargestDocument(policy);
  const findings = lost.map((one) => toFinding(one, kind));
  if (largest !== null && largest.shortestBytes > largest.maxBytes) findings.push(toSizeFinding(largest, denyShape));
  return { findings, notes: toNotes(inexact.search === 'stopped' || largest?.search === 'stopped', isForOneRequest) };
}

function toSizeFinding({ shortestBytes, maxBytes }: LargestDocument, shape: DenyShape): Finding {
  const isLowered = maxBytes < MOST_BYTES;
  const raised =
    shortestBytes <= MOST_BYTES
      ? `raise "maxDocumentBytes" to ${shortestBytes} or more`
      : `raise "maxDocumentBytes" (${MOST_BYTES} is the most)`;
  return {
    level: 'error',
    code: 'lambda-document-size',
    ...(isLowered ? { pointer: '/apiGateway/maxDocumentBytes', at: 'value' } : { pointer: '/routes', at: 'name' }),
    message: `the IAM document of some principal can reach ${shortestBytes} bytes in its shortest form, and ${maxBytes} is the most: it would grant less than the policy${shape === 'resource' ? ', and refuse whole methods' : ''}`,
    suggestion: [...(isLowered ? [raised] : []), 'use fewer or wider routes', CHOICES.result_ttl_0].join('; or '),
  };
}

function toNotes(isStopped: boolean, isForOneRequest: boolean): readonly string[] {
  if (!isStopped || isForOneRequest) return [];
  return [
    'the policy tells more principals apart than were gone through: those with the fewest and the most requirements were, so a route that no IAM document can express for some other may be missing here; at run time such a document grants less, never more',
  ];
}

/** Whether each request has an answer of its own while results are kept: then its own ARN completes the document. */
function isKeyedByRequest({ apiGateway }: CompiledPolicy): boolean {
  const names = parseIdentitySources(apiGateway).flatMap(({ kind, name }) => (kind === 'context' ? [name] : []));
  return ['path', 'httpMethod'].every((name) => names.includes(name));
}

function toFinding(inexact: InexactRoutes, kind: Kind): Finding {
  const [first = '', ...others] = inexact.routes;
  return {
    level: 'error',
    code: CODES[inexact.why],
    pointer: `/routes${toPointerStep(first)}`,
    at: 'name',
    message: `${toReason(inexact)}${others.length === 0 ? '' : `; so too ${toNames(others)}`}`,
    suggestion: inexact.remedies.map((remedy) => toChoice(remedy, kind)).join('; or '),
  };
}

const CODES: Readonly<Record<InexactRoutes['why'], string>> = {
  reaches: 'lambda-iam-reach',
  unwritable: 'lambda-iam-unwritable',
  too_many_paths: 'lambda-iam-too-many-paths',
  spelling: 'lambda-iam-spelling',
};

const CHOICES: Readonly<Record<Exclude<InexactRemedy, 'request_authorizer'>, string>> = {
  unknown_paths_never: 'declare "unknownPaths": "never" where the API has a resource for each path and no {proxy+}',
  result_ttl_0: 'set "resultTtlSeconds" to 0, so that each request has a document of its own',
  other_routes: 'give the routes another shape',
};

const SOURCES: Readonly<Record<'rest' | 'http', string>> = {
  rest: '"context.path" and "context.httpMethod"',
  http: '"$context.path" and "$context.httpMethod"',
};

function toChoice(remedy: InexactRemedy, kind: Kind): string {
  if (remedy !== 'request_authorizer') return CHOICES[remedy];
  if (kind === 'rest-token') {
    return `use a REQUEST authorizer keyed by path and method: "kind": "rest-request" with ${SOURCES.rest} among "identitySources"`;
  }
  return `key its results by path and method: add ${kind === 'http-iam' ? SOURCES.http : SOURCES.rest} to "identitySources"`;
}

function toReason({ why, denied, example }: InexactRoutes): string {
  switch (why) {
    case 'reaches': {
      const whose = denied.length === 0 ? 'a path that no route has' : `which ${toNames(denied)} decides`;
      return `no IAM document can grant this route to some principal and refuse ${example}, ${whose}: "*" and "?" match "/" too`;
    }
    case 'unwritable':
      return `no IAM document can name this route (${example}): a literal of it holds what a pattern gives a meaning to`;
    case 'too_many_paths':
      return 'the routes have more classes of paths than the compiler looks at, so this route is granted only where asked for';
    case 'spelling':
      return `no IAM document grants every path of this route (${example}): its ARN has over 512 characters, or a literal beside it has spellings that no pattern tells apart`;
  }
}

function toNames(keys: readonly string[]): string {
  const named = keys.slice(0, MAX_NAMED).map((key) => `"${key}"`);
  const more = keys.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more} more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
