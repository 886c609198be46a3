/**
 * Decides a request in the page: the core explains it, and each gate's answer is previewed.
 *
 * Trust: runs wholly in the browser; only public keys and metadata are fetched.
 */
import {
  type AuthorizeRequest,
  type CompiledPolicy,
  compilePolicy,
  createWebPorts,
  type FetchPort,
  type KeySourceReport,
  type PolicyDocument,
} from '@sallyport/core';
import { findLambdaLimits } from '@sallyport/core/check';
import { createExplainer, type Explainer, type Explanation } from '@sallyport/core/explain';
import { type AnswerPreview, findContextRefusals, previewAnswer } from '@sallyport/lambda';
import { type ApiKind, toKindPolicy } from '../../gates/kinds.ts';
import type { PageSession } from '../protocol.ts';
import { createKeyMemory } from './key-memory.ts';
import { createReader, type PageRequest, placeToken } from './request.ts';

/** What an authorizer of one kind answers. */
export interface GatewayView {
  readonly kind: ApiKind;
  /** What that kind cannot do with the policy, or would not start with: `check --gate lambda` refuses it; empty for most. */
  readonly limits: readonly string[];
  /** Null where the policy has no form for that kind. */
  readonly preview: AnswerPreview | null;
}

/** Everything there is to show about one request. */
export interface Judgement {
  readonly request: PageRequest;
  readonly explanation: Explanation;
  /** False where the token is verified with a secret that the page does not have. */
  readonly isKnown: boolean;
  readonly rest: GatewayView;
  readonly simple: GatewayView;
}

/** Judges requests by the session's policy. */
export interface Judge {
  readonly policy: CompiledPolicy;
  /** `offsetSeconds`: from now to the time that is decided for. */
  readonly judge: (request: PageRequest, token: string, offsetSeconds: number) => Promise<Judgement>;
  /** The key sources of the page, in its own time. */
  readonly keys: () => readonly KeySourceReport[];
}

/** A stage for the documents. */
const STAGE = 'arn:aws:execute-api:eu-west-1:123456789012:local/dev';

/** The judge of a session. @throws PolicyError where the policy has errors. */
export function createJudge(session: PageSession, fetchKeys: FetchPort): Judge {
  const { policy: document, variables, withheld } = session;
  let offsetSeconds = 0;
  const clock = (): number => Date.now() + offsetSeconds * 1000;
  const keyTiers = [createKeyMemory(clock)];
  const open = (): Explainer =>
    createExplainer(
      document,
      createWebPorts({ clock, fetch: fetchKeys, env: variables, keyTiers, background: 'process' }),
      'network',
    );
  let explainer = open();
  const own = explainer.authorizer.policy;
  const restKind = own.apiGateway.kind.startsWith('rest-') ? own.apiGateway.kind : 'rest-token';
  const kinds = {
    rest: compileKind(document, restKind, variables),
    simple: compileKind(document, 'http-simple', variables),
  };
  return {
    policy: own,
    keys: () => explainer.authorizer.keys(),
    judge: async (asked, token, wantedSeconds) => {
      // Time turned back starts anew with what was known then: no key source forgets what it learned later.
      if (wantedSeconds < offsetSeconds) explainer = open();
      offsetSeconds = wantedSeconds;
      const request = placeToken(own, asked, token);
      const headers = createReader(request.headers);
      const question: AuthorizeRequest = { ...request, headers, lookAlikes: own.worker.lookAlikes };
      const explanation = await explainer.explain(question);
      const { authorize } = explainer.authorizer;
      const view = async ({ kind, compiled, limits }: CompiledKind): Promise<GatewayView> => ({
        ...{ kind, limits },
        preview: compiled && (await previewAnswer(compiled, authorize, { ...request, headers }, STAGE)),
      });
      const rest = await view(kinds.rest);
      const simple = await view(kinds.simple);
      return { request, explanation, isKnown: !isWithheld(explanation, withheld), rest, simple };
    },
  };
}

interface CompiledKind extends Omit<GatewayView, 'preview'> {
  readonly compiled: CompiledPolicy | null;
}

function compileKind(document: PolicyDocument, kind: ApiKind, env: Readonly<Record<string, string>>): CompiledKind {
  const { policy: compiled, findings } = compilePolicy(toKindPolicy(document, kind, env), { env });
  const limits = [
    ...findings,
    ...(compiled === null ? [] : [...findLambdaLimits(compiled), ...findContextRefusals(compiled)]),
  ];
  const refusals = limits.filter(({ level }) => level === 'error');
  return { kind, compiled, limits: refusals.map(({ pointer, message }) => `${pointer}: ${message}`) };
}

/** Whether the decision hangs on a secret: the token's issuer has one, and its signature is what failed. */
function isWithheld({ verdict, claims }: Explanation, withheld: readonly string[]): boolean {
  const iss = claims?.iss;
  return verdict.reason === 'signature_invalid' && typeof iss === 'string' && withheld.includes(iss);
}
