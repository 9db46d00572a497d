import { Extensions, Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { enumOf, JsonScalar } from '../../platform/graphql/index.js';
import {
  type Conclusion,
  ConclusionEnum,
  type SearchSessionEntity,
  SearchSessionModel,
} from '../sessions/index.js';
import { type Compared, comparedNames } from './arm-verdict.js';

/** For the cost of an operation: what is usual. */
const USUAL_LENGTH = 10;

const ComparedEnum = enumOf(comparedNames);
registerEnumType(ComparedEnum, {
  name: 'ComparedBy',
  description: 'What the two samples of a test are',
  valuesMap: {
    SESSIONS: { description: 'of each session the best that it found: it judges the strategy' },
    PROPOSALS: { description: 'everything that was proposed: it judges these runs' },
  },
});

@ObjectType('ComparisonPoint', {
  description:
    'A mean over sessions of the best validation accuracy so far, with the 95 % interval of its expectation (Student)',
})
export class ComparisonPointModel {
  @Field(() => Float, { description: 'Trials, or seconds for which they held devices' })
  at!: number;

  @Field(() => Float, { description: 'In 0..1' })
  mean!: number;

  @Field(() => Float, { nullable: true, description: 'Lower end of the interval; null of one session' })
  lower!: number | null;

  @Field(() => Float, { nullable: true, description: 'Upper end of the interval; null of one session' })
  upper!: number | null;

  @Field(() => Int, { description: 'Sessions that have come so far and have a result' })
  sessions!: number;
}

@ObjectType('ComparisonVerdict', {
  description:
    'Whether an arm did better than the random sessions of the comparison, at a significance of 5 %',
})
export class ComparisonVerdictModel {
  @Field(() => String, { description: 'The test, by name' })
  test!: string;

  @Field(() => ComparedEnum, {
    description: 'What it compared: sessions where both sides have two seeds or more, else proposals',
  })
  compared!: Compared;

  @Field(() => ConclusionEnum, { description: 'What the test says' })
  conclusion!: Conclusion;

  @Field(() => Float, { description: 'Mean best of its sessions minus mean best of the random ones' })
  bestDifference!: number;

  @Field(() => Float, { description: 'Chance that a value of its sample beats a random one; 0.5 is a draw' })
  superiority!: number;

  @Field(() => Float, { description: 'Of the test, two-sided' })
  pValue!: number;

  @Field(() => Int, { description: 'Different seeds of its sessions' })
  seeds!: number;

  @Field(() => Int, { description: 'Different seeds of the random sessions' })
  randomSeeds!: number;

  @Field(() => String, { description: 'The same for people' })
  sentence!: string;
}

@ObjectType('ComparisonArm', {
  description: 'Sessions that differ in nothing but their seed and their budget',
})
export class ComparisonArmModel {
  @Field(() => String, { description: 'Name of the strategy' })
  strategy!: string;

  @Field(() => JsonScalar, { description: "The strategy's options, with every default filled in" })
  options!: unknown;

  @Extensions({ listSize: USUAL_LENGTH })
  @Field(() => [SearchSessionModel], { description: 'Its sessions' })
  sessions!: SearchSessionEntity[];

  @Field(() => Int, { description: 'Different seeds among them' })
  seeds!: number;

  @Field(() => ComparisonPointModel, {
    nullable: true,
    description: 'After as many trials as every session of the comparison has; null without a result',
  })
  bestAtTrials!: ComparisonPointModel | null;

  @Field(() => ComparisonPointModel, {
    nullable: true,
    description:
      'After as many device-seconds as every session of the comparison has spent; null without a result, and ' +
      'where no device was held',
  })
  bestAtDeviceSeconds!: ComparisonPointModel | null;

  @Field(() => ComparisonVerdictModel, {
    nullable: true,
    description: 'Better than random? Null of a random arm, without one, and while either has no result.',
  })
  verdict!: ComparisonVerdictModel | null;
}

@ObjectType('SessionComparison', {
  description: 'Sessions of one problem beside one another, at equal budgets, with their random control arms',
})
export class SessionComparisonModel {
  @Field(() => Int, { description: 'Trials that every session has' })
  trials!: number;

  @Field(() => Float, { description: 'Device-seconds that every session has spent' })
  deviceSeconds!: number;

  @Extensions({ listSize: USUAL_LENGTH })
  @Field(() => [ComparisonArmModel], { description: 'In the order in which their first sessions were named' })
  arms!: ComparisonArmModel[];
}
