/** The official MCP client against an MCP server behind the gateway: discovery, tokens, tools, sessions, streams. */
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESKTOP, MACHINE } from './authorization-server.ts';
import { callForText, createConnection } from './client.ts';
import { type GuardedServer, startGuardedServer } from './guarded-server.ts';
import { createPerson } from './person.ts';

let guarded: GuardedServer;
beforeAll(async () => {
  guarded = await startGuardedServer();
});
afterAll(() => guarded?.stop());

function createMachine(scope: string): ClientCredentialsProvider {
  const { authorization } = guarded;
  return new ClientCredentialsProvider({
    ...{ clientId: MACHINE.id, clientSecret: MACHINE.secret, scope },
    expectedIssuer: authorization.origin,
  });
}

describe('a person', () => {
  test('whose client knows only the address is led from the 401 to the issuer, signs in, and calls a tool', async () => {
    const person = createPerson();
    const reached = guarded.origin.seen.length;
    const first = createConnection(guarded.url, person);
    await expect(first.connect()).rejects.toBeInstanceOf(UnauthorizedError);
    expect(guarded.origin.seen).toHaveLength(reached);

    expect(guarded.authorization.requests.slice(0, 2)).toEqual([
      'GET /.well-known/oauth-authorization-server',
      'POST /reg',
    ]);
    const asked = person.sentTo[0]?.searchParams;
    expect(asked?.get('resource')).toBe(guarded.url.href);
    expect(asked?.get('code_challenge_method')).toBe('S256');
    // The challenge's scope, not every scope of the metadata: least privilege.
    expect(asked?.get('scope')).toBe('mcp:use');

    await first.transport.finishAuth(person.code());
    const { client, connect } = createConnection(guarded.url, person);
    await connect();
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['whoami', 'announce']);
    expect(await callForText(client, 'whoami')).toBe('ann');
    await client.close();
  });

  test('is told insufficient_scope at the next endpoint, signs in for more, and calls its tool', async () => {
    const person = createPerson(DESKTOP.id);
    const first = createConnection(guarded.url, person);
    await expect(first.connect()).rejects.toBeInstanceOf(UnauthorizedError);
    await first.transport.finishAuth(person.code());

    const reached = guarded.origin.seen.length;
    const denied = createConnection(guarded.adminUrl, person);
    await expect(denied.connect()).rejects.toBeInstanceOf(UnauthorizedError);
    expect(guarded.origin.seen).toHaveLength(reached);
    expect(person.sentTo.map(({ searchParams }) => searchParams.get('scope'))).toEqual([
      'mcp:use',
      'mcp:use mcp:admin',
    ]);

    await denied.transport.finishAuth(person.code());
    const { client, connect } = createConnection(guarded.adminUrl, person);
    await connect();
    expect(await callForText(client, 'erase', { id: '7' })).toBe('erased 7');
    await client.close();
  });
});

describe('a machine with credentials of its own', () => {
  test('gets a token in the middle of its first request, and connects', async () => {
    const { client, connect } = createConnection(guarded.url, createMachine('mcp:use'));
    await connect();
    expect(await callForText(client, 'whoami')).toBe(MACHINE.id);
    await client.close();
  });

  test('that may not have the scope is refused, however often it asks', async () => {
    const reached = guarded.origin.seen.length;
    const { connect } = createConnection(guarded.adminUrl, createMachine('mcp:use'));
    await expect(connect()).rejects.toThrow('403 after trying upscoping');
    expect(guarded.origin.seen).toHaveLength(reached);
  });
});

describe('a session', () => {
  test('streams what the server says of its own accord over GET, and ends with DELETE', async () => {
    const { client, transport, connect } = createConnection(guarded.url, createMachine('mcp:use'));
    const heard: unknown[] = [];
    const arrived = new Promise<void>((resolve) => {
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
        heard.push(params.data);
        if (heard.length === 2) resolve();
      });
    });
    await connect();
    const id = transport.sessionId ?? '';
    expect(guarded.origin.open.has(id)).toBe(true);
    // The client opens its stream when it likes; what is said before that is lost.
    await expect.poll(() => guarded.origin.seen.some(isStreamOf(id))).toBe(true);

    await callForText(client, 'announce', { text: 'one' });
    await callForText(client, 'announce', { text: 'two' });
    await arrived;
    expect(heard).toEqual(['one', 'two']);

    await transport.terminateSession();
    expect(guarded.origin.open.has(id)).toBe(false);
    await client.close();
  });

  test('reaches the server without the token, which is for the gateway alone', () => {
    const { seen } = guarded.origin;
    expect(new Set(seen.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'DELETE']));
    expect(seen.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
    expect(seen.every(({ headers }) => headers['x-user-id'] === 'ann' || headers['x-user-id'] === MACHINE.id)).toBe(
      true,
    );
  });
});

function isStreamOf(id: string) {
  return ({ method, headers }: GuardedServer['origin']['seen'][number]): boolean =>
    method === 'GET' && headers['mcp-session-id'] === id;
}
