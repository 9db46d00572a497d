// The peer: Apollo Server on express with the same page of a leaderboard, made once and held in memory. No database, no keys.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';

const typeDefs = `
  type Query { leaderboard(dataSetVersionId: ID, first: Int!): Connection! }
  type Connection { edges: [Edge!]!, pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type Edge { rank: Int!, node: Standing! }
  type Standing { validation: Estimate, test: Estimate, deviceSeconds: Float, architecture: Architecture! }
  type Estimate { mean: Float!, lower: Float, upper: Float, runs: Int! }
  type Architecture { id: ID!, hash: String!, parameters: Float, flops: Float }`;

const page = (first: number) => ({
  edges: Array.from({ length: first }, (_, index) => ({
    rank: index + 1,
    node: {
      validation: { mean: 0.99 - index / 5000, lower: null, upper: null, runs: 1 },
      test: null,
      deviceSeconds: 12.5,
      architecture: {
        id: '0199d3a0-5a2b-7c3d-8e4f-123456789abc',
        hash: 'e3b0c44298fc1c149afbf4c8996fb924',
        parameters: 123_456,
        flops: 7_654_321,
      },
    },
  })),
  pageInfo: { hasNextPage: true, endCursor: 'WyJWQUxJREFUSU9OX0FDQ1VSQUNZIiwtMC45OF0' },
});

const pages = new Map<number, ReturnType<typeof page>>();
const server = new ApolloServer({
  typeDefs,
  resolvers: {
    Query: {
      leaderboard: (_parent: unknown, { first }: { first: number }) => {
        const known = pages.get(first) ?? page(first);
        pages.set(first, known);
        return known;
      },
    },
  },
});
await server.start();
const application = express();
application.use('/graphql', express.json(), expressMiddleware(server));
const http = createServer(application).listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
});
process.on('SIGTERM', () => process.exit(0));
