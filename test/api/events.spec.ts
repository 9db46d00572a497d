import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { createExperiment, evaluateWaiting, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

interface Event {
  readonly __typename: string;
  readonly sequence: number;
  readonly state?: string;
}

const EVENTS = `subscription ($sessionId: ID!, $afterSequence: Int!) {
  searchSessionEvents(sessionId: $sessionId, afterSequence: $afterSequence) {
    __typename sequence ... on SessionStateChanged { state } } }`;

const isLast = ({ state }: Event): boolean => state === 'SUCCEEDED';

/** Reads up to `count` events, or to the last one, and cuts the connection. */
async function read(sessionId: string, afterSequence: number, count: number): Promise<Event[]> {
  const seen: Event[] = [];
  const variables = { sessionId, afterSequence };
  for await (const { searchSessionEvents: event } of client.subscribe<{ searchSessionEvents: Event }>(
    EVENTS,
    variables,
  )) {
    seen.push(event);
    if (seen.length === count || isLast(event)) break;
  }
  return seen;
}

it('a subscriber that is cut off again and again misses no event and sees none twice', async () => {
  const { id: experimentId } = await createExperiment(services, { seed: 400 });
  const { id } = await startSession(services, experimentId, { maxTrials: 60, options: { batchSize: 20 } });
  const search = (async () => {
    for (let step = 0; step < 5; step += 1) {
      await services.advancing.advance(id);
      await evaluateWaiting(services, id);
    }
  })();
  const seen: Event[] = [];
  let connections = 0;
  while (!seen.some(isLast)) {
    seen.push(...(await read(id, seen.at(-1)?.sequence ?? 0, 5)));
    connections += 1;
  }
  await search;
  expect(connections).toBeGreaterThan(20);
  expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
  expect(await services.events.after(project, id, seen.length, 10)).toEqual([]);
});
