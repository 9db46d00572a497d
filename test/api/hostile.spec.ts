import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openApi } from '../support/api-process.js';

const api = await openApi({ ARCHWAY_REQUESTS_PER_MINUTE: '0' });

const MEGABYTE = 2 ** 20;
const ROUNDS = 10;
const PART = 2 ** 16;

interface Attack {
  readonly path?: string;
  readonly body: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Small enough to be carried out. */
  readonly answered?: true;
}

const graphql = (query: string, variables: unknown = {}): Attack => ({
  body: JSON.stringify({ query, variables }),
});
const many = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join(' ');
const CREATE =
  'mutation ($d: JSON!) { createExperiment(input: { definition: $d }) { experiment { id } userErrors { code message } } }';
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const custom = (decisions: object) => ({
  name: 'hostile',
  dataSet: { name: 'digits' },
  space: { kind: 'custom', decisions, template: [] },
});

const attacks: Readonly<Record<string, Attack>> = {
  'a deep query': graphql(
    `{ ${'experiment(id: "1") { searchSessions { edges { node { '.repeat(70)} id ${'}'.repeat(280)} }`,
  ),
  'a query of ten thousand levels': graphql(`${'{ a '.repeat(10_000)}${'}'.repeat(10_000)}`),
  'a wide query': graphql(`{ ${many(390, () => 'project { id }')} }`),
  'the widest query that is read': { ...graphql(`{ ${many(195, () => 'project { id }')} }`), answered: true },
  'a thousand aliases': graphql(`{ ${many(1000, (i) => `a${i}: project { id }`)} }`),
  'aliases of a long list': graphql(
    `{ ${many(30, (i) => `a${i}: experiments(first: 500) { edges { node { definition } } }`)} }`,
  ),
  'pages within pages': graphql(
    '{ experiments(first: 500) { edges { node { searchSessions(first: 500) { edges { node { policyUpdates { probabilities } } } } } } } }',
  ),
  'a cycle of fragments': graphql(
    '{ project { ...A } } fragment A on Project { ...B } fragment B on Project { ...A }',
  ),
  'many fragments that spread one another': graphql(
    `{ project { ...F0 } } ${many(55, (i) => `fragment F${i} on Project { id ...F${(i + 1) % 55} ...F${(i + 2) % 55} ...F${(i + 3) % 55} }`)}`,
  ),
  'fragments that double': graphql(
    `{ searchSession(id: "1") { ...F0 } } ${many(40, (i) => `fragment F${i} on SearchSession { a: control { ...F${i + 1} } b: control { ...F${i + 1} } }`)} fragment F40 on SearchSession { id }`,
  ),
  'introspection of itself': graphql(
    `{ __schema { ${'types { fields { type { '.repeat(6)} name ${'}'.repeat(18)} } }`,
  ),
  'directives without end': graphql(`{ project { id ${'@include(if: true) '.repeat(100)} } }`),
  'a string of a megabyte': graphql('query ($id: ID!) { trial(id: $id) { id } }', {
    id: 'x'.repeat(MEGABYTE - 200),
  }),
  'a cursor of a megabyte': graphql('query ($c: String!) { experiments(after: $c) { edges { cursor } } }', {
    c: Buffer.from(nested(300_000)).toString('base64url'),
  }),
  'a literal that is deep': graphql(
    `mutation { createExperiment(input: { definition: ${nested(390)} }) { userErrors { code } } }`,
  ),
  'JSON that is deep': { body: `{"query":${JSON.stringify(CREATE)},"variables":{"d":${nested(400_000)}}}` },
  'an object of a hundred thousand fields': graphql(CREATE, {
    d: Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`field${index}`, 1])),
  }),
  'a list of a hundred thousand items': graphql(CREATE, {
    d: custom({ a: Array.from({ length: 100_000 }, (_, index) => index) }),
  }),
  'decisions without number': graphql(CREATE, {
    d: custom(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`d${index}`, [1, 2]]))),
  }),
  'an array of operations': {
    body: JSON.stringify(Array.from({ length: 1000 }, () => ({ query: '{ project { id } }' }))),
  },
  'a batch of REST bodies': {
    path: '/v1/searches',
    body: JSON.stringify(Array.from({ length: 1000 }, () => ({}))),
  },
  'a REST body that is deep': { path: '/v1/experiments', body: `{"definition":${nested(400_000)}}` },
  'what would change every object': {
    path: '/v1/experiments',
    body: '{"definition":{"__proto__":{"name":"x"},"constructor":{"prototype":{}}}}',
  },
  'half of a character': {
    path: '/v1/experiments',
    body: '{"definition":{"name":"\\ud800","space":"\\u0000"}}',
  },
  'a body of a hundred megabytes': { body: Buffer.alloc(100 * MEGABYTE, ' ') },
  'a body that unpacks to a hundred megabytes': {
    body: gzipSync(Buffer.alloc(100 * MEGABYTE, ' ')),
    headers: { 'content-encoding': 'gzip' },
  },
  'a hundred megabytes for REST': { path: '/v1/experiments', body: Buffer.alloc(100 * MEGABYTE, '[') },
};

/** The answer may be here long before the whole body is there, and nobody has to read that. */
async function strike({ path = '/graphql', body, headers = {} }: Attack) {
  const bytes = Buffer.from(body);
  const begun = performance.now();
  const over = new AbortController();
  const sent = request(new URL(path, api.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': bytes.length, ...headers },
  });
  // As a client sends what is large: while it listens for an answer.
  const parts = Array.from({ length: Math.ceil(bytes.length / PART) }, (_, index) =>
    bytes.subarray(index * PART, (index + 1) * PART),
  );
  const sending = pipeline(Readable.from(parts), sent, { signal: over.signal }).catch(() => undefined);
  const [response] = await once(sent, 'response');
  const milliseconds = performance.now() - begun;
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(response, 'end');
  over.abort();
  await sending;
  return { status: Number(response.statusCode), text, milliseconds };
}

/** Kilobytes that the process holds. */
const residentKilobytes = (): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1]);

const rows = () =>
  api.database.query(
    'select (select count(*) from experiments) as e, (select count(*) from search_sessions) as s, (select count(*) from api_keys) as k',
  );

it.each(Object.entries(attacks))('%s is refused, and nothing of it is carried out', async (_name, attack) => {
  const before = await rows();
  const { status, text } = await strike(attack);
  expect([text.slice(0, 300), status < 500]).toEqual([text.slice(0, 300), true]);
  expect(text).not.toMatch(/node_modules|\.js:\d|INTERNAL/);
  expect(text.length).toBeLessThan(50_000);
  if (status === 200 && !attack.answered) expect(text).toMatch(/"errors":|"userErrors":\[\{/);
  expect(await rows()).toEqual(before);
});

/** Sends the head of a request, and then as much as the server takes, until the connection is closed. */
async function pour(head: readonly string[], chunk: Buffer) {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  // That it is cut off is what is awaited.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let answer = '';
  let sentBeforeAnswer = 0;
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  const headers = ['host: localhost', 'content-type: application/json', ...head];
  socket.write(`POST /graphql HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  while (!socket.destroyed) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
    if (answer === '') sentBeforeAnswer += chunk.length;
  }
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]), sentBeforeAnswer };
}

describe('a body that is too long', () => {
  it('is refused by what its header says, before any of it has come', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${100 * MEGABYTE}\r\n\r\n`,
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /);
  });

  it.each([
    ['whose length is told', [`content-length: ${1000 * MEGABYTE}`], Buffer.alloc(PART, ' ')],
    [
      'that comes in parts without end',
      ['transfer-encoding: chunked'],
      Buffer.from(`${PART.toString(16)}\r\n${' '.repeat(PART)}\r\n`),
    ],
  ])('%s is cut off', async (_name, head, chunk) => {
    const { status, sentBeforeAnswer } = await pour(head, chunk);
    expect(status).toBe(413);
    // What lies in the buffers of both ends is counted as sent.
    expect(sentBeforeAnswer / MEGABYTE).toBeLessThan(32);
  });
});

it('is over at once, and leaves nothing behind', async () => {
  const slowest = new Map<string, number>();
  const round = async () => {
    for (const [name, attack] of Object.entries(attacks)) {
      const { milliseconds } = await strike(attack);
      slowest.set(name, Math.max(slowest.get(name) ?? 0, milliseconds));
    }
  };
  await round();
  slowest.clear();
  const before = residentKilobytes();
  for (let index = 0; index < ROUNDS; index += 1) await round();
  const grown = residentKilobytes() - before;
  const lines = [...slowest]
    .sort(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${ms.toFixed(0).padStart(6)} ms  ${name}`);
  process.stdout.write(
    `Slowest of ${ROUNDS}:\n${lines.join('\n')}\nMemory grew by ${(grown / 1024).toFixed(1)} MiB\n`,
  );
  // A hundred megabytes that were kept once would be seen.
  expect(grown / 1024).toBeLessThan(100);
  expect(api.log.filter(({ level }) => level === 'error')).toEqual([]);
});
