/**
 * Lines of the guides that need something around them: what, and what comes of each.
 */
import type { Around } from './guide-world.ts';

/** One line's run. */
export interface GuideRun {
  readonly around: Around;
  readonly exitCode: number;
  /** In what it prints. */
  readonly shows: RegExp;
  /** Files that are there afterwards. */
  readonly writes?: readonly string[];
}

/** By line. */
export const RUN_IN_WORLD: Readonly<Record<string, GuideRun>> = {
  'npx sallyport check --online': { around: 'an issuer here', exitCode: 0, shows: /key/ },
  'npx sallyport keys pull': { around: 'an issuer here', exitCode: 0, shows: /machines/ },
  'npx sallyport token --client-credentials --client-id ID --client-secret-env NAME': {
    ...{ around: 'an issuer here', exitCode: 0, shows: /^ey[\w-]+\.[\w-]+\.[\w-]+\n/ },
  },
  'npx sallyport build --gate lambda': {
    ...{ around: 'a provider', exitCode: 0, shows: /authorizer/ },
    writes: ['authorizer/index.mjs', 'authorizer.zip'],
  },
  'npx sallyport build --gate lambda --route "GET /ws"': {
    ...{ around: 'a WebSocket API', exitCode: 0, shows: /authorizer/ },
    writes: ['authorizer/index.mjs'],
  },
  'npx sallyport explain --request "GET /orders/1" --token token.txt': {
    ...{ around: 'an issuer here', exitCode: 0, shows: /ALLOW/ },
  },
  'npx sallyport check --format github': {
    ...{ around: 'a finding', exitCode: 1, shows: /^::error file=sallyport\.jsonc,line=\d+/m },
  },
  'npx sallyport check --openapi openapi.yaml': { around: 'a provider', exitCode: 0, shows: /./ },
  'npx sallyport routes --diff main': { around: 'a WebSocket API', exitCode: 1, shows: /./ },
  'npx sallyport routes --diff main --markdown': { around: 'a WebSocket API', exitCode: 1, shows: /\|/ },
  'npx sallyport explain --decision - < line.json': { around: 'a provider', exitCode: 1, shows: /token_missing/ },
  // Without a terminal nothing is asked: it names the options that answer its two questions.
  'npx sallyport init': { around: 'a provider', exitCode: 2, shows: /--issuer/ },
  'echo "$TOKEN" | npx -y pnpm@12 exec sallyport explain sallyport.jsonc --request "GET /orders/1" --token -': {
    ...{ around: 'an issuer here', exitCode: 0, shows: /ALLOW/ },
  },
  'echo \'{"method":"GET","url":"/orders/1","token":{"issuer":"staff","scopes":["read:orders"]}}\' | npx -y pnpm@12 exec sallyport decide --policy examples/quickstart/sallyport.jsonc':
    { around: 'a provider', exitCode: 0, shows: /"effect":"allow"/ },
};
