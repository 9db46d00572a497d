import fc from 'fast-check';
import { type GraphQLInputType, getNullableType } from 'graphql';
import { expect, it } from 'vitest';
import { operationOf, restRoutes } from '../../src/modules/rest/index.js';
import { openApi } from '../support/api-process.js';
import { apiSchema } from '../support/api-schema.js';
import { inhabitProject } from '../support/inhabited-project.js';
import { openServices } from '../support/services.js';
import { type FuzzedRequest, graphqlRequests, type OpenApiOperation, restRequests } from './requests.js';

/** FUZZ_INPUTS are sent in all, made from FUZZ_SEED. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 2000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const MINUTES = Number(process.env.FUZZ_MINUTES ?? 2);
/** That are sent at the same time. */
const BATCH = 8;

const api = await openApi({ ARCHWAY_REQUESTS_PER_MINUTE: '0' });
const services = await openServices(api.database);
const theirs = await inhabitProject(services, api);
const ours = await inhabitProject(services, api);

const idsOf = (project: typeof ours): string[] => [
  project.experimentId,
  project.sessionId,
  project.trialId,
  project.architectureId,
  project.artifactId,
  project.dataSetVersionId,
  project.controlId,
  project.tableId,
  project.spareKey.id,
];
const ids = [...idsOf(ours), ...idsOf(theirs)];

const operations: OpenApiOperation[] = restRoutes.map((route) => {
  const { parameters, body } = operationOf(route, apiSchema);
  return {
    method: route.method.toUpperCase(),
    path: route.path,
    parameters: parameters.map(({ name, in: place }) => ({ name, in: place })),
    body: body ? (getNullableType(body.type) as GraphQLInputType) : undefined,
  };
});
const others: OpenApiOperation[] = ['/v1/artifacts/{id}', '/v1/{id}', '/{id}', '/health/{id}'].map(
  (path) => ({
    method: 'GET',
    path,
    parameters: [],
    body: undefined,
  }),
);

const requests = fc.oneof(
  { weight: 3, arbitrary: graphqlRequests(ids) },
  {
    weight: 2,
    arbitrary: fc.oneof(...[...operations, ...others].map((operation) => restRequests(operation, ids))),
  },
);

/** A word of theirs is in no text that is ours, and nobody who asks with our key knows it. */
async function assertRefusedOrAnswered({ method, path, headers, body }: FuzzedRequest): Promise<void> {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...headers, ...ours.key.headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (response.status >= 500) throw new Error(`status ${response.status}: ${text.slice(0, 500)}`);
  if (/"code":"INTERNAL"/.test(text)) throw new Error(`INTERNAL: ${text.slice(0, 500)}`);
  if (/node_modules|\.js:\d+:\d+|at \w+ \(/.test(text)) throw new Error(`a stack: ${text.slice(0, 500)}`);
  if (text.includes(theirs.word) || text.includes(theirs.key.id))
    throw new Error(`a leak: ${text.slice(0, 500)}`);
}

it(`${INPUTS} inputs: nothing fails, shows a stack, or tells of another project`, {
  timeout: (MINUTES + 2) * 60_000,
}, async () => {
  const begun = performance.now();
  let sent = 0;
  const batches = fc.array(requests, { minLength: BATCH, maxLength: BATCH });
  const property = fc.asyncProperty(batches, async (batch) => {
    sent += batch.length;
    await Promise.all(batch.map(assertRefusedOrAnswered));
  });
  await fc.assert(property, {
    seed: SEED,
    numRuns: Math.ceil(INPUTS / BATCH),
    interruptAfterTimeLimit: MINUTES * 60_000,
    markInterruptAsFailure: true,
  });
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`${sent} inputs of seed ${SEED} in ${seconds.toFixed(1)} s\n`);
  expect(api.log.filter(({ level }) => level === 'error')).toEqual([]);
  expect((await api.post('{ project { name } }', {}, ours.key.headers)).body.data).toEqual({
    project: { name: ours.word },
  });
});
