import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { runningSession } from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

const QUERY = `query ($sessionId: ID!, $first: Int!, $after: String) { searchSessionEvents(sessionId: $sessionId, first: $first, after: $after) {
  edges { node { __typename sequence ... on TrialStateChanged { trial { number state } } ... on SessionStateChanged { state } } }
  pageInfo { hasNextPage endCursor } } }`;

interface Page {
  readonly edges: readonly { readonly node: { readonly __typename: string; readonly sequence: number } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

it('what happened in a session is read page by page, in order and without gaps', async () => {
  const { sessionId } = await runningSession(services);
  const nodes: { readonly __typename: string; readonly sequence: number }[] = [];
  for (let after: string | null = null; ; ) {
    const answer: { searchSessionEvents: Page } = await client.request(QUERY, { sessionId, first: 2, after });
    const { edges, pageInfo } = answer.searchSessionEvents;
    nodes.push(...edges.map(({ node }) => node));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  expect(nodes.map(({ sequence }) => sequence)).toEqual(nodes.map((_, index) => index + 1));
  expect(nodes[0]).toMatchObject({ __typename: 'SessionStateChanged', state: 'QUEUED' });
  expect(nodes.filter(({ __typename }) => __typename === 'TrialStateChanged')).toHaveLength(4);

  const key = await createKey(services, { projectId: await createProject(services) });
  const { body } = await api.post(QUERY, { sessionId, first: 2, after: null }, key.headers);
  expect(body.data?.searchSessionEvents).toMatchObject({ edges: [] });
});
