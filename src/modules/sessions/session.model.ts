import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType, enumOf, JsonScalar } from '../../platform/graphql/index.js';
import {
  type SessionMode,
  type SessionState,
  type StopReason,
  sessionModes,
  sessionStates,
  stopReasons,
} from './session-state.js';
import { type Conclusion, conclusions } from './verdict.js';

export const SessionStateEnum = enumOf(sessionStates);
registerEnumType(SessionStateEnum, {
  name: 'SearchSessionState',
  description:
    'QUEUED, RUNNING or PAUSED, perhaps STOPPING (drain) or CANCELLING (kill), then one of SUCCEEDED, FAILED and ' +
    'CANCELLED, which never changes',
});

export const SessionModeEnum = enumOf(sessionModes);
registerEnumType(SessionModeEnum, {
  name: 'SearchSessionMode',
  description:
    'SYNCHRONOUS: the strategy proposes a batch when the one before has ended, so that a search can be repeated exactly. ' +
    'ASYNCHRONOUS: it is told each result as it comes, and `parallelism` trials are kept in flight.',
});

export const StopReasonEnum = enumOf(stopReasons);
registerEnumType(StopReasonEnum, {
  name: 'StopReason',
  description: 'Why a session proposes no more',
});

export const ConclusionEnum = enumOf(conclusions);
registerEnumType(ConclusionEnum, {
  name: 'VerdictConclusion',
  description: 'Whether the proposals of a search are better than random ones, at a significance of 5 %',
});

@ObjectType('TrialCounts', {
  description: 'How many SEARCH trials of a session are in which state: how much of its budget is spent',
})
export class TrialCountsModel {
  @Field(() => Int, { description: 'Waiting for a worker' })
  queued!: number;

  @Field(() => Int, { description: 'Being evaluated' })
  running!: number;

  @Field(() => Int, { description: 'Ended with a result' })
  succeeded!: number;

  @Field(() => Int, {
    description:
      'Stopped by the scheduler of the experiment before their last epoch; they are on no leaderboard',
  })
  earlyStopped!: number;

  @Field(() => Int, { description: 'Ended without one' })
  failed!: number;

  @Field(() => Int, { description: 'Never trained, as they break a constraint of the objective' })
  infeasible!: number;

  @Field(() => Int, { description: 'Cancelled with their session' })
  cancelled!: number;

  @Field(() => Int, { description: 'Ended by the result of an earlier trial of the same network' })
  cached!: number;

  @Field(() => Float, { description: 'For which its trials held a device, finalists included' })
  deviceSeconds!: number;
}

@ObjectType('Verdict', {
  description:
    'The validation accuracies of what the strategy proposed beside those of its random control arm, by a two-sided ' +
    'Mann-Whitney U test. With one seed it judges this run, not the strategy.',
})
export class VerdictModel {
  @Field(() => ConclusionEnum, { description: 'What the test says' })
  conclusion!: Conclusion;

  @Field(() => Float, { description: 'Best accuracy of the search minus best accuracy of the control' })
  bestDifference!: number;

  @Field(() => Float, { description: 'The same for the means' })
  meanDifference!: number;

  @Field(() => Float, {
    description: 'Chance that a proposal of the search beats one of the control; 0.5 is a draw',
  })
  superiority!: number;

  @Field(() => Float, { description: 'Of the test' })
  pValue!: number;

  @Field(() => Int, { description: 'Pairs of search and control that went into it' })
  seeds!: number;

  @Field(() => String, { description: 'The same for people' })
  sentence!: string;
}

@ObjectType('PolicyUpdate', { description: 'What a strategy said of itself at one update' })
export class PolicyUpdateModel {
  @Field(() => Int, { description: 'Counts from 1' })
  version!: number;

  @Field(() => Float, { nullable: true, description: 'Mean reward of the batch' })
  rewardMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Best reward of the batch' })
  rewardBest!: number | null;

  @Field(() => Float, { nullable: true, description: 'The baseline that the update subtracted' })
  baseline!: number | null;

  @Field(() => Float, { nullable: true, description: 'Mean of reward minus baseline' })
  advantage!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of the policy after it, in nats, mean over the decisions',
  })
  entropy!: number | null;

  @Field(() => [Float], { nullable: true, description: 'The same for each decision' })
  entropies!: number[] | null;

  @Field(() => Float, { description: 'Different architectures among the latest 1,000 proposals, in 0..1' })
  uniqueRate!: number;

  @Field(() => Float, { nullable: true, description: 'Of the gradient, over all parameters' })
  gradientNorm!: number | null;

  @Field(() => [[Float]], {
    nullable: true,
    description:
      'For each decision the distribution over its choices, where the earlier tokens are the likeliest ones',
  })
  probabilities!: number[][] | null;

  @Field(() => [Int], {
    nullable: true,
    description: 'Those likeliest tokens: what the policy would propose if it did not draw',
  })
  likeliest!: number[] | null;

  @Field(() => Date, { description: 'When it was made' })
  createdAt!: Date;
}

@ObjectType('ProgressPoint', { description: 'How far a session had come after so many trials' })
export class ProgressPointModel {
  @Field(() => Int, {
    description: 'SEARCH trials, in the order of proposal; those that have not ended left out',
  })
  trials!: number;

  @Field(() => Float, { description: 'Seconds for which those trials held devices, added up' })
  deviceSeconds!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Best validation accuracy among them, in 0..1; null while none has a result',
  })
  best!: number | null;
}

@ObjectType('SearchSession', { description: 'One run of one strategy on an experiment' })
export class SearchSessionModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => ID, { description: 'The experiment' })
  experimentId!: string;

  @Field(() => ID, { nullable: true, description: 'The session whose random control arm this is' })
  controlOfId!: string | null;

  @Field(() => String, { description: 'Name of the strategy' })
  strategy!: string;

  @Field(() => JsonScalar, { description: "The strategy's options, with every default filled in" })
  options!: unknown;

  @Field(() => String, { description: 'Of the strategy; a whole number as text' })
  seed!: string;

  @Field(() => SessionModeEnum, { description: 'When the strategy is told of results' })
  mode!: SessionMode;

  @Field(() => Int, {
    description: 'SEARCH trials in flight at a time; of a synchronous session the batch of its strategy',
  })
  parallelism!: number;

  @Field(() => Int, { description: 'Budget of SEARCH trials' })
  maxTrials!: number;

  @Field(() => Int, { description: 'The session fails when more trials than that have failed' })
  maxFailedTrials!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Budget of wall time from the first proposal on, pauses included',
  })
  maxDurationSeconds!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Budget of time for which its trials hold devices, added up',
  })
  maxDeviceSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'Validation accuracy at which the search is done' })
  goal!: number | null;

  @Field(() => Int, { description: 'How many of the best are trained once more and tested' })
  retrainTop!: number;

  @Field(() => Int, { description: 'From how many seeds each of them is trained' })
  retrainSeeds!: number;

  @Field(() => Int, { description: 'After which a trial fails as TIMEOUT' })
  trialTimeLimitSeconds!: number;

  @Field(() => [String], { description: 'Labels that the workers which evaluate its trials all have' })
  labels!: string[];

  @Field(() => Int, {
    description: 'Its weight when devices are shared among the sessions of its project, 1 to 100',
  })
  priority!: number;

  @Field(() => SessionStateEnum, { description: 'Where it is' })
  state!: SessionState;

  @Field(() => StopReasonEnum, { nullable: true, description: 'Why it proposes no more' })
  stopReason!: StopReason | null;

  @Field(() => String, { nullable: true, description: 'Why it failed' })
  error!: string | null;

  @Field(() => Date, { description: 'When it was submitted' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it first proposed' })
  startedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it ended' })
  finishedAt!: Date | null;
}

export const SearchSessionConnection = connectionType(SearchSessionModel, 'SearchSession');
