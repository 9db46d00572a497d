import { spaceJsonSchema } from '../nas/space/index.js';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { architectureResolvers } from '../modules/architectures/index.js';
import { catalogueResolvers } from '../modules/catalogue/index.js';
import { comparisonResolvers } from '../modules/comparisons/index.js';
import { dataSetResolvers } from '../modules/data-sets/index.js';
import { eventResolvers } from '../modules/events/index.js';
import { experimentResolvers } from '../modules/experiments/index.js';
import { forecastResolvers } from '../modules/forecasts/index.js';
import { leaderboardResolvers } from '../modules/leaderboard/index.js';
import { mutationResolvers } from '../modules/mutations/index.js';
import { projectResolvers } from '../modules/projects/index.js';
import { openApiOf, operationOf, restRoutes, submissionSchema } from '../modules/rest/index.js';
import { sessionResolvers } from '../modules/sessions/index.js';
import { tableResolvers } from '../modules/tables/index.js';
import { trialResolvers } from '../modules/trials/index.js';
import { workerResolvers } from '../modules/workers/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { buildSchemaOptions } from './graphql-options.js';

const resolvers = [
  ...architectureResolvers,
  ...catalogueResolvers,
  ...comparisonResolvers,
  ...dataSetResolvers,
  ...eventResolvers,
  ...experimentResolvers,
  ...forecastResolvers,
  ...leaderboardResolvers,
  ...mutationResolvers,
  ...projectResolvers,
  ...sessionResolvers,
  ...tableResolvers,
  ...trialResolvers,
  ...workerResolvers,
];

let built: Promise<GraphQLSchema> | undefined;

/** The API's schema; needs no database. The framework can build it once a process. */
function builtSchema(): Promise<GraphQLSchema> {
  built ??= buildSchema();
  return built;
}

async function buildSchema(): Promise<GraphQLSchema> {
  const application = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  const factory = application.get(GraphQLSchemaFactory);
  const schema = await factory.create(resolvers, [DateTimeScalar], buildSchemaOptions);
  await application.close();
  return lexicographicSortSchema(schema);
}

/** The same in the language of GraphQL. */
export const schemaText = async (): Promise<string> => `${printSchema(await builtSchema())}\n`;

/** The REST API as a document of OpenAPI 3.1. */
export async function openApiText(): Promise<string> {
  const schema = await builtSchema();
  const document = openApiOf(restRoutes.map((route) => operationOf(route, schema)));
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What a definition of a search space may look like, as JSON Schema. */
export const spaceSchemaText = (): string => `${JSON.stringify(spaceJsonSchema(), null, 2)}\n`;

/** What `archway submit` and POST /v1/searches take, as JSON Schema. */
export const submissionSchemaText = async (): Promise<string> =>
  `${JSON.stringify(submissionSchema(await builtSchema()), null, 2)}\n`;
