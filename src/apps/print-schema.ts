import { spaceJsonSchema } from '../nas/space/index.js';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { architectureResolvers } from '../modules/architectures/index.js';
import { dataSetResolvers } from '../modules/data-sets/index.js';
import { eventResolvers } from '../modules/events/index.js';
import { experimentResolvers } from '../modules/experiments/index.js';
import { leaderboardResolvers } from '../modules/leaderboard/index.js';
import { projectResolvers } from '../modules/projects/index.js';
import { sessionResolvers } from '../modules/sessions/index.js';
import { trialResolvers } from '../modules/trials/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { buildSchemaOptions } from './graphql-options.js';

const resolvers = [
  ...architectureResolvers,
  ...dataSetResolvers,
  ...eventResolvers,
  ...experimentResolvers,
  ...leaderboardResolvers,
  ...projectResolvers,
  ...sessionResolvers,
  ...trialResolvers,
];

/** The API's schema in the language of GraphQL; needs no database. */
export async function schemaText(): Promise<string> {
  const application = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  const factory = application.get(GraphQLSchemaFactory);
  const schema = await factory.create(resolvers, [DateTimeScalar], buildSchemaOptions);
  await application.close();
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** What a definition of a search space may look like, as JSON Schema. */
export const spaceSchemaText = (): string => `${JSON.stringify(spaceJsonSchema(), null, 2)}\n`;
