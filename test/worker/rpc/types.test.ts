import type {
  OAuthResourceServerOptions,
  OAuthResourceTokenValidation,
  OAuthResourceTokenValidator,
} from '@cloudflare/workers-oauth-provider';
import {
  createRpcEntrypoint,
  type RpcMethods,
  type RpcPrincipal,
  SallyportFault,
  type TokenValidation,
} from '@sallyport/worker';
import { expect, expectTypeOf, test } from 'vitest';
import { acmePolicy } from '../acme.ts';
import { createCaller, EntrypointBase, RESOURCE } from './caller.ts';

// The types are checked where the tests are compiled; each test also runs what it types.
test('validateToken is a validator of workers-oauth-provider, with the principal as its props', async () => {
  const caller = createCaller();
  const validator: OAuthResourceTokenValidator<RpcPrincipal> = caller.validateToken;
  const validateToken: OAuthResourceServerOptions<object, RpcPrincipal>['validateToken'] = () => caller.validateToken;
  expectTypeOf<TokenValidation>().toExtend<OAuthResourceTokenValidation<RpcPrincipal>>();
  // @ts-expect-error: the props are the principal, and no other data.
  expectTypeOf<TokenValidation>().toExtend<OAuthResourceTokenValidation<{ email: string }>>();
  expect(await validator(RESOURCE, 'opaque')).toBeNull();
  expect(await validateToken({}, new Request(RESOURCE))(RESOURCE, 'opaque')).toBeNull();
});

test('an entrypoint has both methods and those of its base, and can be extended', () => {
  class Base extends EntrypointBase {
    own(): string {
      return 'own';
    }
  }
  class Extended extends createRpcEntrypoint(Base, acmePolicy('https://tokens.acme.dev')) {}
  const entrypoint = new Extended({}, {});
  expectTypeOf(entrypoint).toExtend<RpcMethods & Base>();
  expect(entrypoint.own()).toBe('own');
  expect([typeof entrypoint.authorize, typeof entrypoint.validateToken]).toEqual(['function', 'function']);
});

test('with an environment, a policy with errors is refused where the entrypoint is made', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the policy.
  const policy = acmePolicy('${ISSUER}');
  expect(() => createRpcEntrypoint(EntrypointBase, policy, { env: {} })).toThrow('ISSUER');
  expect(createRpcEntrypoint(EntrypointBase, policy, { env: { ISSUER: 'https://tokens.acme.dev' } })).toBeTypeOf(
    'function',
  );
});

test('a principal cannot be read from a result that was not narrowed by its effect', async () => {
  const decision = await createCaller().authorize({ method: 'GET', url: '/me', headers: {} });
  // @ts-expect-error: only a denial has an answer.
  expect(decision.answer.status).toBe(401);
  expectTypeOf(new SallyportFault('keys_unavailable', null)).toExtend<Error>();
});
