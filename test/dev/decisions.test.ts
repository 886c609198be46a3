import { request as send } from 'node:http';
import { expect, test } from 'vitest';
import { serveIssuers } from '../../packages/dev/src/issuers/server.ts';

const DECISIONS = [{ gate: 'edge', record: { kind: 'sallyport.decision', decisionId: 'd-1' } }];

/** Asks with a Host of one's own choosing, which fetch does not allow. */
const ask = (port: number, host: string, method = 'GET'): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const asked = send({ host: '127.0.0.1', port, path: '/decisions', method, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject).end();
  });

test('the local issuer gives the decisions to who names this machine, and to nobody under another name', async () => {
  const server = await serveIssuers(
    0,
    [],
    () => Promise.reject(new Error('not asked')),
    () => DECISIONS,
  );
  try {
    for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, '[::1]']) {
      expect(await ask(server.port, host)).toEqual({ status: 200, body: JSON.stringify({ decisions: DECISIONS }) });
    }
    for (const host of [
      'evil.test',
      `evil.test:${server.port}`,
      '127.0.0.1.evil.test',
      'localhost.evil.test',
      '0.0.0.0',
    ]) {
      const { status, body } = await ask(server.port, host);
      expect([host, status]).toEqual([host, 403]);
      expect(body).not.toContain('d-1');
    }
    expect((await ask(server.port, `127.0.0.1:${server.port}`, 'POST')).status).toBe(404);
  } finally {
    await server.close();
  }
});
