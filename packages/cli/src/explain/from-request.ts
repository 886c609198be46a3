/**
 * Explains a request here and now: decides it by the policy of the file, and reports every phase.
 */
import {
  type AuthorizeRequest,
  type CompiledPolicy,
  createSnapshotTier,
  createWebPorts,
  hashPolicy,
  type PolicyDocument,
  type Ports,
} from '@sallyport/core';
import {
  type ClaimView,
  createExplainer,
  type Explainer,
  type Explanation,
  type KeyReach,
  toShownClaims,
} from '@sallyport/core/explain';
import { createHeaderReader } from '../decide/headers.ts';
import { readSnapshot } from '../keys/snapshot-file.ts';
import type { JudgedPolicy } from '../source/judge.ts';
import { toAdvice } from './advice.ts';
import { findDevFetch } from './dev-keys.ts';
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
  const { reach, iamBase, view } = options;
  const explainBy = async (ports: Partial<Ports>): Promise<Explained> => {
    const explainer = createExplainer(document, toPorts(options, ports), reach);
    const request = toRequest(explainer.authorizer.policy, asked, input);
    return { explainer, request, explanation: await explainer.explain(request) };
  };
  const { explainer, request, explanation, isOfDev } = await explainByTheRightKeys(explainBy, judged.file, reach);
  const { policy, authorize } = explainer.authorizer;
  const { decision, verdict, keys } = explanation;
  const isKnown = verdict.from === 'decision';
  const gateway = isKnown ? await readApiGateway(policy, authorize, request, iamBase) : null;
  return {
    v: 1,
    from: 'request',
    effect: verdict.effect,
    status: gateway && toEdgeAnswer(decision).status,
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
    ...toAdvice(verdict.reason ?? verdict.wouldDeny, explanation.presetHint, explanation.nearMisses),
    keys: keys && {
      ...{ iss: keys.iss, state: keys.state, from: isOfDev ? 'dev' : keys.from, keyCount: keys.keyCount },
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

interface Explained {
  readonly explainer: Explainer;
  readonly request: AuthorizeRequest;
  readonly explanation: Explanation;
}

/** By the keys of a `sallyport dev` that runs here where they verify the token: it minted it. Else by the issuer's own. */
async function explainByTheRightKeys(
  explainBy: (ports: Partial<Ports>) => Promise<Explained>,
  file: string,
  reach: KeyReach,
): Promise<Explained & { readonly isOfDev: boolean }> {
  if (reach === 'offline') {
    const snapshot = await readSnapshot(null, file);
    const keyTiers = snapshot === null ? [] : [createSnapshotTier(snapshot)];
    return { ...(await explainBy({ keyTiers })), isOfDev: false };
  }
  const devFetch = await findDevFetch();
  const byDev = devFetch === null ? null : await explainBy({ fetch: devFetch });
  if (byDev !== null && isVerified(byDev.explanation)) {
    return { ...byDev, isOfDev: byDev.explanation.keys?.from === 'issuer' };
  }
  return { ...(await explainBy({})), isOfDev: false };
}

function toPorts({ decidedAt }: ExplainOptions, ports: Partial<Ports>): Ports {
  const clock = decidedAt === null ? {} : { clock: () => decidedAt * 1000 };
  return createWebPorts({ env: process.env, ...clock, ...ports });
}

function toRequest(policy: CompiledPolicy, asked: AskedRequest, input: TokenInput | null): AuthorizeRequest {
  const { method, url, headers } = placeToken(policy, asked, input);
  return { method, url, headers: createHeaderReader(headers), lookAlikes: policy.worker.lookAlikes };
}

function isVerified({ phases }: Explanation): boolean {
  return phases.some(
    ({ phase, status, wouldHave }) => phase === 'signature' && (status === 'passed' || wouldHave === 'passed'),
  );
}
