import { Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { recommendedStrategy, strategies } from '../../nas/strategies/index.js';
import { ClientMutationId, JsonScalar, UserError } from '../../platform/graphql/index.js';
import { ExperimentModel } from '../experiments/index.js';
import { SearchSessionModel, SessionModeEnum } from './session.model.js';
import type { SessionMode } from './session-state.js';

@InputType({ description: 'How to search: a strategy, its options and its budget' })
export class SearchInput {
  @Field(() => String, {
    defaultValue: recommendedStrategy,
    description: `Name of the strategy: ${Object.keys(strategies).join(', ')}`,
  })
  strategy!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Options of the strategy; what is absent has its default',
  })
  options?: unknown;

  @Field(() => String, { nullable: true, description: 'A whole number as text; drawn when absent' })
  seed?: string | null;

  @Field(() => SessionModeEnum, {
    defaultValue: 'SYNCHRONOUS',
    description: 'When the strategy is told of results',
  })
  mode!: SessionMode;

  @Field(() => Int, {
    nullable: true,
    description: 'Trials in flight at a time, 1 to 1024, of an ASYNCHRONOUS session; 8 unless given',
  })
  parallelism?: number | null;

  @Field(() => Int, { description: 'Budget: how many architectures are evaluated, from 1 to 1000000' })
  maxTrials!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The session fails when more trials than that have failed; default a quarter of maxTrials, at least 3, also when that is raised',
  })
  maxFailedTrials?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Budget of wall time from the first proposal on, pauses included. When a budget is spent, trials under way end, ' +
      'those that wait are cancelled, and the finalists are trained.',
  })
  maxDurationSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Budget of time for which its trials hold devices, added up; finalists come on top',
  })
  maxDeviceSeconds?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Validation accuracy, up to 1, at which the search is done',
  })
  goal?: number | null;

  @Field(() => Int, {
    defaultValue: 1,
    description:
      'How many of the best, 0 to 20, are trained once more, measured on the test split and exported',
  })
  retrainTop!: number;

  @Field(() => Int, {
    defaultValue: 1,
    description:
      'From how many seeds, 1 to 20, each of them is trained: the first is that of the experiment, and each further one is greater by 1. ' +
      'From two on means have an interval. 1 where results stand in a table.',
  })
  retrainSeeds!: number;

  @Field(() => Int, { defaultValue: 3600, description: 'After which a trial fails as TIMEOUT' })
  trialTimeLimitSeconds!: number;

  @Field(() => [String], {
    defaultValue: [],
    description:
      'Labels that a worker must have to evaluate its trials, such as gpu: at most 16, of a-z, 0-9, ".", "_" and "-". Workers ' +
      'say what they are by ARCHWAY_LABELS; without a worker that has them all the trials wait.',
  })
  labels!: string[];

  @Field(() => Int, {
    defaultValue: 10,
    description:
      'Weight, 1 to 100, when devices are shared among the searches of the project: each that waits gets one place, and what is ' +
      'left goes to them in proportion. Projects share evenly, whatever the priorities in them.',
  })
  priority!: number;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether a random control arm runs beside it' })
  control!: boolean;
}

@InputType({ description: 'A search to be started' })
export class StartSearchSessionInput extends SearchInput {
  @Field(() => ID, { description: 'The experiment' })
  experimentId!: string;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'An experiment and a search of it' })
export class SubmitSearchInput {
  @Field(() => JsonScalar, { description: 'The definition of the experiment, as createExperiment takes it' })
  experiment!: unknown;

  @Field(() => SearchInput, { description: 'The search' })
  search!: SearchInput;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'A search that something is done to' })
export class SearchSessionInput {
  @Field(() => ID, { description: 'The session; its control arm goes with it' })
  id!: string;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'What a search may use from now on; what is absent stays as it is' })
export class ChangeSearchSessionInput {
  @Field(() => ID, { description: 'The session; its control arm is changed with it' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Weight, 1 to 100, when devices are shared' })
  priority?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Labels that a worker must have to evaluate its trials',
  })
  labels?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many architectures are evaluated; can only be raised',
  })
  maxTrials?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Budget of wall time from the first proposal on; can only be raised',
  })
  maxDurationSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Budget of time for which its trials hold devices; can only be raised',
  })
  maxDeviceSeconds?: number | null;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@ObjectType({ description: 'The experiment and the session, or why there is neither' })
export class SubmitSearchPayload {
  @Field(() => ExperimentModel, { nullable: true, description: 'The experiment as it was stored' })
  experiment?: ExperimentModel;

  @Field(() => SearchSessionModel, { nullable: true, description: 'The session' })
  searchSession?: SearchSessionModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The session, or why there is none' })
export class SearchSessionPayload {
  @Field(() => SearchSessionModel, { nullable: true, description: 'The session after the mutation' })
  searchSession?: SearchSessionModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}
