import { Extensions, Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { enumOf, PageInfo } from '../../platform/graphql/index.js';
import { ArchitectureModel } from '../architectures/index.js';
import { metricNames, metrics } from './metrics.js';

export const LeaderboardMetricEnum = enumOf(metricNames);
registerEnumType(LeaderboardMetricEnum, {
  name: 'LeaderboardMetric',
  description:
    'What a leaderboard is ordered by. An architecture of which it is not known has no place in that order.',
  valuesMap: Object.fromEntries(
    metricNames.map((name) => [name, { description: metrics[name].description }]),
  ),
});

@InputType('LeaderboardConstraints', {
  description:
    'Greatest values that an architecture may have. One of which a limited quantity is not known is left out.',
})
export class LeaderboardConstraintsInput {
  @Field(() => Float, { nullable: true, description: 'Trainable numbers, above 0' })
  parameters?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of a forward pass of one example, 2 per multiply-add, above 0',
  })
  flops?: number | null;

  @Field(() => Float, { nullable: true, description: 'Milliseconds for one example, above 0' })
  latencyMs?: number | null;
}

@ObjectType('Estimate', {
  description: 'A mean over runs with the 95 % interval of its expectation (Student)',
})
export class EstimateModel {
  @Field(() => Float, { description: 'In 0..1' })
  mean!: number;

  @Field(() => Float, { nullable: true, description: 'Lower end of the interval; null below two runs' })
  lower!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper end of the interval; null below two runs' })
  upper!: number | null;

  @Field(() => Int, {
    description:
      'Trainings that it is taken over: those that differ in seed, recipe or data. A result that was reused counts once.',
  })
  runs!: number;
}

@ObjectType('Standing', { description: 'What is known of an architecture on a leaderboard' })
export class StandingModel {
  @Field(() => ArchitectureModel, { description: 'The architecture' })
  architecture!: Omit<ArchitectureModel, 'tokens' | 'description'> & Partial<ArchitectureModel>;

  @Field(() => EstimateModel, {
    nullable: true,
    description: 'Validation accuracy of its SEARCH trials on this board',
  })
  validation!: EstimateModel | null;

  @Field(() => EstimateModel, {
    nullable: true,
    description: 'Test accuracy of its FINAL trials on this board; null unless it was a finalist',
  })
  test!: EstimateModel | null;

  @Field(() => Float, { nullable: true, description: 'What the strategy was told of `trial`' })
  reward!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds for one example; null where it is not known',
  })
  latencyMs!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds for which the training held a device, also where its result was reused',
  })
  deviceSeconds!: number | null;
}

@ObjectType({ description: 'A place on a leaderboard' })
export class LeaderboardEdge {
  @Field(() => String, { description: 'The place in the list' })
  cursor!: string;

  @Field(() => Int, { description: '1 is the best; counted from the first page on' })
  rank!: number;

  @Field(() => StandingModel, { description: 'Who stands there' })
  node!: StandingModel;
}

@ObjectType({ description: 'A page of a leaderboard' })
export class LeaderboardConnection {
  @Field(() => [LeaderboardEdge], { description: 'Best first' })
  edges!: LeaderboardEdge[];

  @Field(() => PageInfo, { description: 'Where this page ends' })
  pageInfo!: PageInfo;
}

@ObjectType('ParetoFront', {
  description:
    'The architectures that no other of the board is at least as good as in every metric and better in one',
})
export class ParetoFrontModel {
  @Extensions({ listSize: 500 })
  @Field(() => [StandingModel], { description: 'Best quality first, up to 500' })
  standings!: StandingModel[];

  @Field(() => Int, { description: 'How many there are' })
  size!: number;
}
