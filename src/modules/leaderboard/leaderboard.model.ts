import { Field, Int, ObjectType } from '@nestjs/graphql';
import { PageInfo } from '../../platform/graphql/index.js';
import { TrialModel } from '../trials/index.js';

@ObjectType({ description: 'A place on a leaderboard' })
export class LeaderboardEdge {
  @Field(() => String, { description: 'The place in the list' })
  cursor!: string;

  @Field(() => Int, { description: '1 is the best' })
  rank!: number;

  @Field(() => TrialModel, { description: 'The trial that earned it' })
  node!: TrialModel;
}

@ObjectType({ description: 'A page of a leaderboard' })
export class LeaderboardConnection {
  @Field(() => [LeaderboardEdge], { description: 'Best first' })
  edges!: LeaderboardEdge[];

  @Field(() => PageInfo, { description: 'Where this page ends' })
  pageInfo!: PageInfo;
}
