import { afterAll } from 'vitest';
import { type ArchwayProcess, startArchway } from './archway-process.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: {
    readonly data?: Record<string, never>;
    readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
    readonly [field: string]: unknown;
  };
  readonly text: string;
}

export interface ApiUnderTest extends ArchwayProcess {
  readonly database: TestDatabase;
  post(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

/** `archway api` on a database of the calling file's own; both go when the file ends. */
export async function openApi(settings: Readonly<Record<string, string>> = {}): Promise<ApiUnderTest> {
  const database = await openTestDatabase();
  const api = await startArchway('api', { DATABASE_URL: database.url, ...settings });
  afterAll(async () => void (await api.end('SIGTERM')));
  return {
    ...api,
    database,
    async post(query, variables = {}, headers = {}) {
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return replyOf(response);
    },
  };
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  const body = contentType.includes('json') ? (JSON.parse(text) as Reply['body']) : {};
  return { status: response.status, contentType, body, text };
}
