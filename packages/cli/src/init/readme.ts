/**
 * The README of a new project.
 */
import type { InitAnswers } from './answers.ts';

/** What to do before this may ship, first to last; empty when nothing is open. */
export function listOpenSteps({ issuerKind, gate, origin }: InitAnswers): readonly string[] {
  return [
    ...(issuerKind === 'local' ? ['write your issuer and audience into sallyport.jsonc'] : []),
    ...(gate === 'lambda' || origin !== null ? [] : ['write ORIGIN_URL, the address of your API, into wrangler.jsonc']),
  ];
}

/** The text of README.md. */
export function toReadmeText(name: string, answers: InitAnswers): string {
  const open = listOpenSteps(answers);
  const commands = [
    ['npm install', ''],
    ['npx sallyport check', 'every finding in sallyport.jsonc, with its place'],
    ['npm test', "the policy's own tests, without a network"],
    ['npm start', 'both gates on this machine, with local issuers'],
    ['npx sallyport token', 'in a second terminal: a token from the local issuer'],
    ...(answers.gate === 'lambda' ? [] : [['npx wrangler deploy', 'builds the policy first; a finding stops it']]),
    ...(answers.gate === 'worker'
      ? []
      : [
          ['npx sallyport build --gate lambda', 'authorizer/index.mjs and authorizer.zip'],
          ['sam deploy --guided', 'template.yaml: the authorizer, a function behind it, the API'],
        ]),
  ];
  const width = Math.max(...commands.map(([command = '']) => command.length));
  const files = [
    ['sallyport.jsonc', 'who signs your tokens, which routes need what, and tests of both'],
    ...(answers.gate === 'lambda'
      ? []
      : [
          ['src/index.ts', 'the Worker: decides every request and forwards what is allowed'],
          ['wrangler.jsonc', 'where it forwards to, and how it is deployed'],
        ]),
    ...(answers.gate === 'worker' ? [] : [['template.yaml', 'the API, its methods, and the authorizer before them']]),
  ];
  return [
    `# ${name}`,
    '',
    'Guarded by [Sallyport](https://www.npmjs.com/package/sallyport): one policy, enforced before any request reaches the API.',
    '',
    '```sh',
    ...commands.map(([command = '', what]) => (what === '' ? command : `${command.padEnd(width)}  # ${what}`)),
    '```',
    '',
    '| file | what it is |',
    '| --- | --- |',
    ...files.map(([file, what]) => `| \`${file}\` | ${what} |`),
    ...(open.length === 0
      ? []
      : ['', 'Before the first deploy:', '', ...open.map((step, at) => `${at + 1}. ${toSentence(step)}`)]),
    '',
  ].join('\n');
}

function toSentence(step: string): string {
  return `${step.charAt(0).toUpperCase()}${step.slice(1)}.`;
}
