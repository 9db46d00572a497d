import { expect, it } from 'vitest';
import type { ArchwayClient, SessionDetails } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { watchSession } from './submit.command.js';

const clientWhoseEventsEndWith = (error: Error): ArchwayClient => {
  const client: Pick<ArchwayClient, 'session' | 'events'> = {
    session: async (id) => ({ id }) as SessionDetails,
    // biome-ignore lint/correctness/useYield: it breaks off before the first event
    async *events() {
      throw error;
    },
  };
  return client as ArchwayClient;
};

it('whoever loses the server is told how to go on', async () => {
  const lost = new ArchwayError('UNREACHABLE', 'no answer from http://127.0.0.1:8080: connect ECONNREFUSED');
  await expect(watchSession(clientWhoseEventsEndWith(lost), 'seven', { json: true })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(/^no answer from .*\n.*follow it with: archway watch seven$/),
  });
});

it('whoever may not look any more is not', async () => {
  const refused = new ArchwayError('UNAUTHENTICATED', 'the key was revoked');
  await expect(watchSession(clientWhoseEventsEndWith(refused), 'seven', { json: true })).rejects.toBe(
    refused,
  );
});
