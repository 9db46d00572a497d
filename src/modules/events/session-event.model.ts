import { Field, Float, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { connectionType } from '../../platform/graphql/index.js';
import type { SessionEvent } from './session-event.js';

/** The GraphQL type of each kind of event. */
const typeNames: Readonly<Record<SessionEvent['type'], string>> = {
  SESSION_STATE_CHANGED: 'SessionStateChanged',
  TRIAL_STATE_CHANGED: 'TrialStateChanged',
  EPOCH_REPORTED: 'EpochReported',
  POLICY_UPDATED: 'PolicyUpdated',
};

@InterfaceType('SessionEvent', {
  description: 'Something that happened in a search session',
  resolveType: (event: SessionEvent) => typeNames[event.type],
})
export abstract class SessionEventModel {
  @Field(() => Int, { description: 'Counts from 1 within the session, without gaps: what to resume after' })
  sequence!: number;

  @Field(() => ID, { description: 'The session' })
  sessionId!: string;

  @Field(() => Date, { description: 'When it was written' })
  createdAt!: Date;
}

@ObjectType('SessionStateChanged', {
  description: 'The session went into another state',
  implements: () => [SessionEventModel],
})
export class SessionStateChangedModel extends SessionEventModel {
  @Field(() => String, { description: 'The new state, a SearchSessionState' })
  state!: string;

  @Field(() => String, { nullable: true, description: 'Why it proposes no more, a StopReason' })
  stopReason!: string | null;
}

@ObjectType('TrialSnapshot', { description: 'A trial as it was at an event' })
export class TrialSnapshotModel {
  @Field(() => ID, { description: 'The trial' })
  id!: string;

  @Field(() => Int, { description: 'Counts from 1 within the session' })
  number!: number;

  @Field(() => String, { description: 'SEARCH or FINAL' })
  purpose!: string;

  @Field(() => String, { description: 'The new state, a TrialState' })
  state!: string;

  @Field(() => Int, { description: 'Counts the leases from 1: a lost one leads to the next' })
  attempt!: number;

  @Field(() => String, { description: 'Canonical hash of the architecture' })
  hash!: string;

  @Field(() => Float, { nullable: true, description: 'In 0..1, once it has succeeded' })
  validationAccuracy!: number | null;

  @Field(() => Float, { nullable: true, description: 'What the strategy is told' })
  reward!: number | null;

  @Field(() => String, { nullable: true, description: 'The kind of failure' })
  failure!: string | null;

  @Field(() => Boolean, { description: 'Whether the result of an earlier trial was used' })
  cached!: boolean;
}

@ObjectType('TrialStateChanged', {
  description: 'A trial was proposed, leased, given back or ended',
  implements: () => [SessionEventModel],
})
export class TrialStateChangedModel extends SessionEventModel {
  @Field(() => TrialSnapshotModel, { description: 'The trial after the change' })
  trial!: TrialSnapshotModel;
}

@ObjectType('EpochReported', {
  description: 'A running trial ended an epoch',
  implements: () => [SessionEventModel],
})
export class EpochReportedModel extends SessionEventModel {
  @Field(() => ID, { description: 'The trial' })
  trialId!: string;

  @Field(() => Int, { description: "The trial's number within the session" })
  number!: number;

  @Field(() => Int, { description: 'Counts from 1' })
  epoch!: number;

  @Field(() => Float, { nullable: true, description: 'In 0..1; null when it was not a number' })
  validationAccuracy!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Mean over the epoch, in nats; null when it was not a number',
  })
  trainLoss!: number | null;
}

@ObjectType('PolicyUpdated', {
  description: 'The strategy was told the rewards of a batch',
  implements: () => [SessionEventModel],
})
export class PolicyUpdatedModel extends SessionEventModel {
  @Field(() => Int, { description: 'Number of updates so far' })
  version!: number;

  @Field(() => Float, { nullable: true, description: 'Mean reward of the batch' })
  rewardMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Best reward of the batch' })
  rewardBest!: number | null;

  @Field(() => Float, { nullable: true, description: 'The baseline that the update subtracted' })
  baseline!: number | null;

  @Field(() => Float, { nullable: true, description: 'Of the policy, in nats, mean over the decisions' })
  entropy!: number | null;

  @Field(() => Float, { description: 'Different architectures among the latest 1,000 proposals, in 0..1' })
  uniqueRate!: number;
}

export const SessionEventConnection = connectionType(SessionEventModel, 'SessionEvent');
