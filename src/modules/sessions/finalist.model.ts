import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import type { MeanInterval } from '../../nas/statistics/mean-interval.js';
import { ArchitectureModel } from '../architectures/index.js';
import { EstimateModel } from '../leaderboard/index.js';
import { type Finalist, TrialModel, type TrialView } from '../trials/index.js';

@ObjectType('Finalist', {
  description:
    'One of the best architectures of a session, trained once more by the final recipe from each of its seeds',
})
export class FinalistModel {
  @Field(() => Int, { description: '1 is the best' })
  rank!: number;

  @Field(() => ArchitectureModel, { description: 'What was trained' })
  architecture!: ArchitectureModel;

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean reward of the trainings that succeeded, by which finalists are ranked; null while there is none',
  })
  reward!: number | null;

  @Field(() => EstimateModel, {
    nullable: true,
    description: 'Their validation accuracy; null while there is none',
  })
  validation!: EstimateModel | null;

  @Field(() => EstimateModel, {
    nullable: true,
    description: 'Their test accuracy; null while there is none',
  })
  test!: EstimateModel | null;

  @Field(() => Int, { description: 'Trainings that ended without a result' })
  failed!: number;

  @Field(() => [TrialModel], { description: 'Its trainings, one a seed' })
  trials!: TrialView[];
}

export const toFinalists = (finalists: readonly Finalist[]): FinalistModel[] =>
  finalists.map(({ architecture, reward, validation, test, failed, trials }, index) => ({
    rank: index + 1,
    architecture,
    reward: reward?.mean ?? null,
    validation: estimateOf(validation),
    test: estimateOf(test),
    failed,
    trials: [...trials],
  }));

const estimateOf = (interval: MeanInterval | null): EstimateModel | null =>
  interval && { mean: interval.mean, lower: interval.lower, upper: interval.upper, runs: interval.count };
