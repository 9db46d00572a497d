import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { openApi } from '../support/api-process.js';

const api = await openApi();

/** Our guard against forged requests wants a header that no form and no link can send; the audits know nothing of it. */
const fetchFn = (input: string | URL, init: RequestInit = {}) =>
  fetch(input, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init.headers)), 'apollo-require-preflight': 'true' },
  });

const audits = serverAudits({ url: `${api.url}/graphql`, fetchFn });

/** Recommendations that are not followed, by their id, and why. */
const ASKED_FOR_WRONGLY =
  'Apollo answers 400 whatever the media type: whoever looks at the status alone, as proxies and scripts do, sees that nothing was done';
const notFollowed: Readonly<Record<string, string>> = {
  '572B': ASKED_FOR_WRONGLY,
  FDE2: ASKED_FOR_WRONGLY,
  '7B9B': ASKED_FOR_WRONGLY,
};

describe('GraphQL over HTTP, by the audits of graphql-http', () => {
  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s: %s',
    async (id, name, audit) => {
      const result = await audit.fn();
      const reason = result.status === 'ok' ? '' : `${result.status}: ${result.reason}`;
      if (!name.startsWith('MUST') && id in notFollowed) expect(reason).not.toBe('');
      else expect(reason).toBe('');
    },
  );
});
