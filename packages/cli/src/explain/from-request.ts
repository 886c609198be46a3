/**
 * Explains a request here and now: decides it by the policy of the file, and reports every phase.
 */
import {
  type AuthorizeRequest,
  createSnapshotTier,
  createWebPorts,
  hashPolicy,
  type PolicyDocument,
} from '@sallyport/core';
import {
  type ClaimView,
  createExplainer,
  type Explanation,
  type KeyReach,
  toShownClaims,
} from '@sallyport/core/explain';
import { createHeaderReader } from '../decide/headers.ts';
import { readSnapshot } from '../keys/snapshot-file.ts';
import { toDocumentation } from '../report/reason-reference.ts';
import type { JudgedPolicy } from '../source/judge.ts';
import { readApiGateway, toEdgeAnswer } from './gates.ts';
import type { ExplainReport } from './report.ts';
import { type AskedRequest, placeToken } from './request.ts';
import { toRule } from './rule.ts';
import type { TokenInput } from './token-input.ts';

/** What is asked beside the request. */
export interface ExplainOptions {
  /** Epoch seconds; null goes by the machine's clock. */
  readonly decidedAt: number | null;
  readonly reach: KeyReach;
  /** The stage to write the IAM document for; null writes none. */
  readonly iamBase: string | null;
  readonly view: ClaimView;
}

/** The report on one request. */
export async function explainRequest(
  judged: JudgedPolicy,
  document: PolicyDocument,
  asked: AskedRequest,
  input: TokenInput | null,
  options: ExplainOptions,
): Promise<ExplainReport> {
  const { decidedAt, reach, iamBase, view } = options;
  const snapshot = reach === 'offline' ? await readSnapshot(null, judged.file) : null;
  const ports = createWebPorts({
    env: process.env,
    ...(decidedAt === null ? {} : { clock: () => decidedAt * 1000 }),
    ...(snapshot === null ? {} : { keyTiers: [createSnapshotTier(snapshot)] }),
  });
  const explainer = createExplainer(document, ports, reach);
  const { policy, authorize } = explainer.authorizer;
  const placed = placeToken(policy, asked, input);
  const request: AuthorizeRequest = {
    method: placed.method,
    url: placed.url,
    headers: createHeaderReader(placed.headers),
    lookAlikes: policy.worker.lookAlikes,
  };
  const explanation = await explainer.explain(request);
  const { decision, verdict, keys } = explanation;
  const isKnown = verdict.from === 'decision';
  const gateway = isKnown ? await readApiGateway(policy, authorize, request, iamBase) : null;
  const [nearest] = explanation.nearMisses;
  return {
    v: 1,
    from: 'request',
    effect: verdict.effect,
    reason: verdict.reason,
    wouldDeny: verdict.wouldDeny,
    about: verdict.about,
    decisionId: decision.decisionId,
    at: new Date(decision.decidedAt * 1000).toISOString(),
    method: decision.method,
    path: decision.path,
    file: judged.file,
    policy: `sha256:${await hashPolicy(document)}`,
    samePolicy: true,
    rule: toRule(judged, decision.route),
    phases: explanation.phases,
    causes: explanation.nearMisses.map(({ code, cause, fix }) => ({ code, cause, fix })),
    hint: explanation.hint,
    presetHint: explanation.presetHint,
    fix: nearest?.fix ?? explanation.presetHint ?? explanation.hint,
    documentation: toDocumentation(verdict.reason ?? verdict.wouldDeny),
    keys: keys && {
      ...{ iss: keys.iss, state: keys.state, from: keys.from, keyCount: keys.keyCount },
      ...{ ageSeconds: keys.ageSeconds, fetchedAt: keys.fetchedAt },
    },
    claims: explanation.claims && {
      verified: isVerified(explanation),
      values: toShownClaims(explanation.claims, view),
    },
    gates: gateway && { edge: toEdgeAnswer(decision), apiGateway: gateway.apiGateway },
    iam: gateway?.iam ?? null,
  };
}

function isVerified({ phases }: Explanation): boolean {
  return phases.some(
    ({ phase, status, wouldHave }) => phase === 'signature' && (status === 'passed' || wouldHave === 'passed'),
  );
}
