/** Rows on how soon a new key is honoured, and how long a removed one is. */
import type { Row } from '../row.ts';
import { createSigningKey } from '../signer.ts';
import { warm } from './fetches.ts';

const LONGEST_WAIT_SECONDS = 60;
const LONGEST_TRUST_SECONDS = 7_200;
const STEP_SECONDS = 60;

export const ROTATION_ROWS: readonly Row[] = [
  {
    id: 'rotation-after-bogus-kid',
    title: 'seconds until a new key is honoured, published right after an unknown kid was asked for',
    note: 'Every option set. Asked every second; aws-jwt-verify counts by timers and is waited for.',
    timers: 'waited',
    measure: async ({ pass, server, signer, ...stage }) => {
      const guard = await warm({ ...stage, signer });
      await guard.ask(signer.token({ key: createSigningKey('bogus') }));
      const next = createSigningKey('next');
      server.publish(signer.key.jwk, next.jwk);
      for (let seconds = 0; seconds <= LONGEST_WAIT_SECONDS; seconds += 1) {
        if ((await guard.ask(signer.token({ key: next }))).isAccepted) return seconds;
        await pass(1);
      }
      return `not in ${LONGEST_WAIT_SECONDS}`;
    },
    expected: { sallyport: 6, jose: 30, 'aws-jwt-verify': 10, 'hono/jwk': 0 },
  },
  {
    id: 'removed-key',
    title: 'seconds until a token of a removed key is refused',
    note: 'Every option set, fast-jwt with its token cache. The same token every minute for two hours; the issuer says max-age=60. jose waits ten minutes whatever it says, aws-jwt-verify for an unknown kid.',
    server: { cacheControl: 'public, max-age=60' },
    measure: async ({ pass, server, signer, ...stage }) => {
      const guard = stage.guard('strict');
      const token = signer.token();
      if (!(await guard.ask(token)).isAccepted) throw new Error('the good token is refused');
      server.publish(createSigningKey('next').jwk);
      for (let seconds = 0; seconds <= LONGEST_TRUST_SECONDS; seconds += STEP_SECONDS) {
        if (!(await guard.ask(token)).isAccepted) return seconds;
        await pass(STEP_SECONDS);
      }
      return `not in ${LONGEST_TRUST_SECONDS}`;
    },
    expected: { sallyport: 60, jose: 600, 'aws-jwt-verify': 'not in 7200', 'hono/jwk': 0, 'fast-jwt': 660 },
  },
];
