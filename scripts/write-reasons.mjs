/**
 * Writes `docs/reasons.md`, one section a reason, from the table that the gates decide with, the hints and the causes.
 *
 * Run by Node 24 as `node --conditions=source scripts/write-reasons.mjs`; with `--check` it only compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { toApiGatewayAnswer } from '../packages/core/src/decision/api-gateway-answer.ts';
import { REASONS } from '../packages/core/src/decision/reasons.ts';
import { CAUSES } from '../packages/core/src/explain/causes.ts';
import { HINTS } from '../packages/core/src/explain/hints.ts';
import { PRESETS } from '../packages/core/src/presets/presets.ts';

const FILE = 'docs/reasons.md';

const PHASE_TITLES = {
  route: 'Route: which rule is this request for',
  extract: 'Extract: which credential does it carry',
  decode: 'Decode: what was sent as a token',
  issuer: 'Issuer: who issued it, and what may that issuer sign',
  key: 'Key: with which key',
  signature: 'Signature: is it genuine',
  claims: 'Claims: for whom, and until when',
  binding: 'Binding: is the sender its owner',
  requirement: 'Requirement: does it grant this',
  fault: 'Faults: nothing was decided',
};

const API_GATEWAY = {
  unauthorized: '401, the authorizer throws `Unauthorized`',
  deny: '403, a Deny',
  fault: '500, the authorizer throws; nothing is cached',
};

const INTRODUCTION = `# Reasons

Every denial has one of these reasons. The client never sees it: it gets the status, the challenge and the sentence, and a \`decisionId\`. The reason is in the log line with that id, and \`sallyport explain\` shows the check that failed, the ones after it, and the likely cause for your token.

A reason keeps its name and its meaning. New ones may be added.

<!-- Written by scripts/write-reasons.mjs. Change packages/core/src/explain/causes, and run it again. -->
`;

/** The text of the reference. */
function toReference() {
  const phases = [...new Set(Object.values(REASONS).map(({ phase }) => phase))];
  const sections = phases.map((phase) => {
    const reasons = Object.entries(REASONS).filter(([, entry]) => entry.phase === phase);
    return [`## ${PHASE_TITLES[phase]}`, ...reasons.map(([reason, entry]) => toSection(reason, entry))].join('\n\n');
  });
  const index = phases.map((phase) => {
    const names = Object.keys(REASONS).filter((reason) => REASONS[reason].phase === phase);
    return `| ${phase} | ${names.map((reason) => `[${reason}](#${reason})`).join(' · ')} |`;
  });
  return [`${INTRODUCTION}\n| phase | reasons |\n| --- | --- |\n${index.join('\n')}`, ...sections, '']
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function toSection(reason, entry) {
  const { what, causes, fix } = CAUSES[reason];
  const hints = PRESETS.filter(({ hints }) => hints[reason] !== undefined);
  return [
    `### ${reason}`,
    what,
    `| Worker | API Gateway | challenge | the client reads |\n| --- | --- | --- | --- |\n| ${entry.status}${entry.status === 503 ? ' with `Retry-After`' : ''} | ${API_GATEWAY[toApiGatewayAnswer(reason)]} | ${toChallengeText(entry.challenge)} | ${entry.sentence} |`,
    `In short: ${toText(HINTS[reason])}`,
    `Likely causes:\n\n${causes.map((cause, at) => `${at + 1}. ${cause}`).join('\n')}`,
    `**Fix.** ${fix}`,
    ...(hints.length === 0
      ? []
      : [`By provider:\n\n${hints.map((preset) => `- ${preset.title}: ${toText(preset.hints[reason])}`).join('\n')}`]),
  ].join('\n\n');
}

function toChallengeText(challenge) {
  if (challenge === null) return 'none';
  return challenge === 'bare' ? '`Bearer`, without an error' : `\`${challenge}\``;
}

/** Plain text as Markdown: what would be read as a tag or emphasis is not. */
function toText(text) {
  return text.replaceAll(/[<>*]/g, '\\$&');
}

const text = toReference();
const url = new URL(`../${FILE}`, import.meta.url);
if (!process.argv.includes('--check')) {
  await writeFile(url, text);
} else if ((await readFile(url, 'utf8')) !== text) {
  console.error(`${FILE} is out of date: run node --conditions=source scripts/write-reasons.mjs`);
  process.exitCode = 1;
}
