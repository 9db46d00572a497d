import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import type { FailureKind } from '../../training/index.js';
import { FailureKindEnum } from './trial.model.js';

@ObjectType('TrialAttempt', {
  description: 'An attempt at a trial that gave no result and was followed by another one',
})
export class TrialAttemptModel {
  @Field(() => Int, { description: 'Counts from 1' })
  attempt!: number;

  @Field(() => FailureKindEnum, {
    description: 'Why it gave no result; PREEMPTED where its worker fell silent or stopped',
  })
  failure!: FailureKind;

  @Field(() => String, { nullable: true, description: 'The same in a sentence' })
  message!: string | null;

  @Field(() => String, { nullable: true, description: 'The last lines that the training process wrote' })
  log!: string | null;

  @Field(() => String, { nullable: true, description: 'The worker that held it: host, process and a suffix' })
  worker!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds for which it held a device; null where its worker was lost',
  })
  deviceSeconds!: number | null;

  @Field(() => Boolean, {
    description: 'Whether its worker gave it back in order because it stopped; such attempts are not counted',
  })
  handedBack!: boolean;

  @Field(() => Date, { description: 'When it ended, or was given up' })
  endedAt!: Date;
}
