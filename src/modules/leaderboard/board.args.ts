import { ArgsType, Field, ID } from '@nestjs/graphql';
import { PageArgs } from '../../platform/graphql/index.js';
import { LeaderboardConstraintsInput, LeaderboardMetricEnum } from './leaderboard.model.js';
import type { MetricName } from './metrics.js';

/** Which board: one of three ids is to be named. */
@ArgsType()
export class LeaderboardArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Ranks the architectures of one session' })
  sessionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Ranks those of all sessions of an experiment' })
  experimentId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Ranks those of all experiments on a version of a data set, whatever their recipes',
  })
  dataSetVersionId?: string | null;

  @Field(() => LeaderboardMetricEnum, { defaultValue: 'VALIDATION_ACCURACY', description: 'The order' })
  orderBy!: MetricName;

  @Field(() => LeaderboardConstraintsInput, {
    nullable: true,
    description: 'What an architecture may cost at most',
  })
  constraints?: LeaderboardConstraintsInput | null;
}

@ArgsType()
export class ParetoFrontArgs {
  @Field(() => ID, { nullable: true, description: 'Of the architectures of one session' })
  sessionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of those of all sessions of an experiment' })
  experimentId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Of those of all experiments on a version of a data set',
  })
  dataSetVersionId?: string | null;

  @Field(() => [LeaderboardMetricEnum], {
    description:
      'Two or three: one accuracy or the reward, which is to be great, and one or two costs, which are to be small',
  })
  metrics!: MetricName[];

  @Field(() => LeaderboardConstraintsInput, {
    nullable: true,
    description: 'What an architecture may cost at most',
  })
  constraints?: LeaderboardConstraintsInput | null;
}
