import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType, enumOf } from '../../platform/graphql/index.js';
import { type FailureKind, failureKinds } from '../../training/index.js';
import { ArchitectureModel } from '../architectures/index.js';
import { type TrialPurpose, type TrialState, trialPurposes, trialStates } from './trial-state.js';

export const TrialStateEnum = enumOf(trialStates);
registerEnumType(TrialStateEnum, {
  name: 'TrialState',
  description:
    'QUEUED, RUNNING, then one of SUCCEEDED, EARLY_STOPPED (by the scheduler of the experiment, before its last epoch), FAILED ' +
    'and CANCELLED, which never changes; or INFEASIBLE from the start, never trained, as it breaks a constraint of the objective',
});

export const TrialPurposeEnum = enumOf(trialPurposes);
registerEnumType(TrialPurposeEnum, {
  name: 'TrialPurpose',
  description:
    'SEARCH: proposed by the strategy, and rewarded. FINAL: one of the best, trained once more and tested.',
});

export const FailureKindEnum = enumOf(Object.keys(failureKinds) as FailureKind[]);
registerEnumType(FailureKindEnum, {
  name: 'FailureKind',
  description: 'Why a trial has no result',
  valuesMap: Object.fromEntries(
    Object.entries(failureKinds).map(([kind, { description }]) => [kind, { description }]),
  ),
});

@ObjectType('Measurement', { description: 'One metric at one epoch of a trial' })
export class MeasurementModel {
  @Field(() => Int, { description: 'Epoch, from 1' })
  step!: number;

  @Field(() => String, { description: 'trainLoss, validationLoss, validationAccuracy or seconds' })
  metric!: string;

  @Field(() => Float, { nullable: true, description: 'Null when it was not a number' })
  value!: number | null;
}

@ObjectType('Trial', { description: 'One evaluation of one architecture in one search session' })
export class TrialModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => ID, { description: 'The session' })
  sessionId!: string;

  @Field(() => ID, { description: 'The experiment' })
  experimentId!: string;

  @Field(() => Int, { description: 'Counts from 1 within the session, in the order of proposal' })
  number!: number;

  @Field(() => TrialPurposeEnum, { description: 'What it is for' })
  purpose!: TrialPurpose;

  @Field(() => TrialStateEnum, { description: 'Where it is' })
  state!: TrialState;

  @Field(() => Int, { description: 'Counts the leases from 1: a lost one leads to the next' })
  attempt!: number;

  @Field(() => Int, { description: 'The last epoch that was reported' })
  epoch!: number;

  @Field(() => Int, { description: 'Updates of the policy before it was proposed' })
  policyVersion!: number;

  @Field(() => Float, { description: 'Natural logarithm of the probability with which the policy drew it' })
  logProbability!: number;

  @Field(() => Boolean, { description: 'Whether this session had a trial of the architecture before' })
  repeated!: boolean;

  @Field(() => ID, { nullable: true, description: 'The trial whose result was reused' })
  cachedFromId!: string | null;

  @Field(() => Float, { nullable: true, description: "In 0..1: the best of the objective's last epochs" })
  validationAccuracy!: number | null;

  @Field(() => Float, { nullable: true, description: 'In 0..1, of a FINAL trial' })
  testAccuracy!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'What the strategy is told: of a trial that was stopped early what its epochs until then are worth, of one that failed or is ' +
      "infeasible what the objective's failureRewards say",
  })
  reward!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Milliseconds for one example, by the objective's latency; null without one, and where it cannot run on the device",
  })
  latencyMs!: number | null;

  @Field(() => FailureKindEnum, { nullable: true, description: 'The kind of failure' })
  failure!: FailureKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it failed, which constraints it breaks, or what stopped it when',
  })
  failureMessage!: string | null;

  @Field(() => String, { nullable: true, description: 'The last lines that the training process wrote' })
  failureLog!: string | null;

  @Field(() => Float, { nullable: true, description: 'Seconds for which it held a device' })
  deviceSeconds!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The device of its worker that trained it: cpu, or a card such as cuda:0; null until it has ended',
  })
  device!: string | null;

  @Field(() => Date, { description: 'When it was proposed' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When a worker first took it' })
  startedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it ended' })
  finishedAt!: Date | null;

  @Field(() => ArchitectureModel, { description: 'What was evaluated' })
  architecture!: ArchitectureModel;
}

export const TrialConnection = connectionType(TrialModel, 'Trial');
