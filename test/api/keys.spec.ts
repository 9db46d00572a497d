import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { ApiKeyRepository } from '../../src/modules/projects/index.js';
import { hashOfSecret } from '../../src/modules/projects/secret.js';
import { openApi, type Reply } from '../support/api-process.js';
import { startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { createExperiment, startSession } from '../support/fixtures.js';
import { createKey, type TestKey } from '../support/keys.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const api = await openApi();
const services = await openServices(api.database);
const EXPERIMENTS = '{ experiments { pageInfo { hasNextPage } } }';
const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id prefix scopes } userErrors { code field message } } }`;
const ROTATE = `mutation ($input: RotateApiKeyInput!) {
  rotateApiKey(input: $input) { secret apiKey { prefix previousExpiresAt } userErrors { code field } } }`;
const REVOKE = `mutation ($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) { apiKey { revokedAt } userErrors { code } } }`;

interface KeyPayload {
  readonly secret: string | null;
  readonly apiKey: Readonly<Record<string, unknown>> | null;
  readonly userErrors: readonly Readonly<Record<string, unknown>>[];
}

const codeOf = ({ body }: Reply): unknown => body.errors?.[0]?.extensions.code;
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const experimentsWith = (headers: Record<string, string>) => api.post(EXPERIMENTS, {}, headers);

/** What a key's mutation answers. */
async function keyMutation(
  query: string,
  input: object,
  headers: Record<string, string>,
): Promise<KeyPayload> {
  const { body } = await api.post(query, { input }, headers);
  return Object.values(body.data ?? {})[0] as unknown as KeyPayload;
}

it('on loopback everything is open, loudly, until the first key exists; then nothing is without one', async () => {
  expect((await experimentsWith({})).status).toBe(200);
  expect(api.log.find(({ msg }) => msg.startsWith('No key exists'))?.level).toBe('warn');
  const first = await keyMutation(CREATE, { name: 'first', scopes: ['read', 'admin'] }, {});
  expect(first).toMatchObject({ userErrors: [], apiKey: { scopes: ['read', 'admin'] } });
  expect(first.secret?.startsWith(String(first.apiKey?.prefix))).toBe(true);
  const refused = await experimentsWith({});
  expect([refused.status, codeOf(refused)]).toEqual([401, 'UNAUTHENTICATED']);
  expect((await experimentsWith(bearer(first.secret ?? ''))).body.data).toBeDefined();
});

describe('a key', () => {
  let admin: TestKey;

  beforeAll(async () => {
    admin = await createKey(services);
  });

  it.each([
    ['of a form that none has', 'Bearer secret'],
    ['of another scheme', `Basic ${Buffer.from('a:b').toString('base64')}`],
    ['that is not known', `Bearer aw_${'x'.repeat(43)}`],
  ])('%s is refused', async (_name, authorization) => {
    expect((await experimentsWith({ authorization })).status).toBe(401);
  });

  it('is stored as a digest only', async () => {
    const { secret } = await createKey(services);
    const rows = await api.database.query<{ row: string }>(
      'select row_to_json(k)::text as row from api_keys k',
    );
    expect(rows.some(({ row }) => row.includes(secret) || row.includes(secret.slice(12)))).toBe(false);
  });

  it('opens what it may, and nothing else', async () => {
    const reader = await createKey(services, { only: ['read'] });
    expect((await experimentsWith(reader.headers)).body.data).toBeDefined();
    const refused = await api.post(CREATE, { input: { name: 'more', scopes: ['admin'] } }, reader.headers);
    expect(codeOf(refused)).toBe('FORBIDDEN');
  });

  it('with a bad definition is refused by field', async () => {
    const { userErrors } = await keyMutation(CREATE, { name: ' ', scopes: [] }, admin.headers);
    expect(userErrors.map(({ field }) => field)).toEqual(['name', 'scopes']);
  });

  it('is looked up together with those that arrive at the same moment, and opens what is its own', async () => {
    const keys = new ApiKeyRepository(services.database);
    const [first, second] = [await createKey(services, { only: ['read'] }), await createKey(services)];
    const renewed = await keyMutation(ROTATE, { id: second.id }, admin.headers);
    const secrets = [
      second.secret,
      `aw_${'x'.repeat(43)}`,
      first.secret,
      second.secret,
      renewed.secret ?? '',
    ];
    expect((await keys.findInUse(secrets.map(hashOfSecret))).map((key) => key?.id)).toEqual([
      second.id,
      undefined,
      first.id,
      second.id,
      second.id,
    ]);
    const create = (secret: string) =>
      api.post(CREATE, { input: { name: 'more', scopes: ['read'] } }, bearer(secret));
    const replies = await Promise.all(secrets.map(create));
    expect(replies.map(codeOf)).toEqual([undefined, 'UNAUTHENTICATED', 'FORBIDDEN', undefined, undefined]);
  });

  it('that is rotated opens with both secrets, and with the new one alone when no overlap is wanted', async () => {
    const key = await createKey(services);
    const renewed = await keyMutation(ROTATE, { id: key.id }, admin.headers);
    expect(renewed.apiKey?.previousExpiresAt).not.toBeNull();
    expect((await experimentsWith(key.headers)).status).toBe(200);
    expect((await experimentsWith(bearer(renewed.secret ?? ''))).status).toBe(200);
    const again = await keyMutation(ROTATE, { id: key.id, overlapSeconds: 0 }, admin.headers);
    expect((await experimentsWith(key.headers)).status).toBe(401);
    expect((await experimentsWith(bearer(renewed.secret ?? ''))).status).toBe(401);
    expect((await experimentsWith(bearer(again.secret ?? ''))).status).toBe(200);
  });

  it('that is revoked, or has expired, opens nothing and gets no new secret', async () => {
    const [revoked, expired] = [await createKey(services), await createKey(services)];
    expect((await keyMutation(REVOKE, { id: revoked.id }, admin.headers)).apiKey?.revokedAt).not.toBeNull();
    await api.database.query('update api_keys set expires_at = now() where id = $1', [expired.id]);
    for (const key of [revoked, expired]) {
      expect((await experimentsWith(key.headers)).status).toBe(401);
      const { userErrors } = await keyMutation(ROTATE, { id: key.id }, admin.headers);
      expect(userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    }
  });

  it('has its last use written down, once a minute at most', async () => {
    const key = await createKey(services);
    const lastUse = async () => {
      const [row] = await api.database.query<{ at: Date | null }>(
        'select last_used_at as at from api_keys where id = $1',
        [key.id],
      );
      return row?.at?.getTime() ?? null;
    };
    expect(await lastUse()).toBeNull();
    await experimentsWith(key.headers);
    const first = await lastUse();
    expect(first).not.toBeNull();
    await experimentsWith(key.headers);
    expect(await lastUse()).toBe(first);
    await api.database.query(
      `update api_keys set last_used_at = now() - interval '2 minutes' where id = $1`,
      [key.id],
    );
    await experimentsWith(key.headers);
    expect(await lastUse()).toBeGreaterThanOrEqual(first ?? 0);
  });
});

describe('a socket', () => {
  const EVENTS = 'subscription ($id: ID!) { searchSessionEvents(sessionId: $id) { sequence } }';

  function connect(connectionParams: Record<string, unknown>) {
    const url = `${api.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    onTestFinished(() => void client.dispose());
    return client;
  }

  async function session(): Promise<string> {
    const { id } = await createExperiment(services, { seed: 700 });
    return (await startSession(services, id)).id;
  }

  it('without a key is closed as forbidden', async () => {
    const events = connect({}).iterate({ query: EVENTS, variables: { id: await session() } });
    await expect(events.next()).rejects.toMatchObject({ code: 4403 });
  });

  it('is served by a key in its first message, until that is revoked', async () => {
    const key = await createKey(services, { only: ['read'] });
    const id = await session();
    const events = connect({ ...key.headers }).iterate({ query: EVENTS, variables: { id } });
    expect(await events.next()).toMatchObject({ value: { data: { searchSessionEvents: { sequence: 1 } } } });
    const next = events.next();
    await api.database.query('update api_keys set revoked_at = now() where id = $1', [key.id]);
    await services.advancing.advance(id);
    await expect(next).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('on another path is answered, not left hanging', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/elsewhere`);
    const failure = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(failure.message).toContain('404');
  });

  it('with a message over a megabyte is closed', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send('x'.repeat(1_100_000)));
    expect(await new Promise<number>((resolve) => socket.on('close', resolve))).toBe(1009);
  });
});

describe('beyond loopback', () => {
  it('nothing starts without a key', async () => {
    const { url } = await openTestDatabase();
    const start = startArchway('api', { DATABASE_URL: url, ARCHWAY_HOST: '0.0.0.0' });
    await expect(start).rejects.toThrow(/no key exists yet.*archway keys create --admin/s);
  });

  it('the first key is made and printed when that is asked for, and the API needs one', async () => {
    const { url } = await openTestDatabase();
    const settings = { DATABASE_URL: url, ARCHWAY_HOST: '0.0.0.0', ARCHWAY_PRINT_FIRST_KEY: 'true' };
    const other = await startArchway('api', settings);
    onTestFinished(async () => void (await other.end('SIGKILL')));
    const secret = await eventually(() => /aw_[\w-]{43}/.exec(other.errors.join('\n'))?.[0], {
      what: 'the first key',
    });
    const ask = (headers: Record<string, string>) =>
      fetch(`${other.url}/graphql?query=${encodeURIComponent('{ project { name } }')}`, {
        headers: { 'apollo-require-preflight': 'true', ...headers },
      });
    expect((await ask({})).status).toBe(401);
    expect(await (await ask(bearer(secret))).json()).toEqual({ data: { project: { name: 'default' } } });
    expect(JSON.stringify(other.log)).not.toContain(secret);
  });
});
