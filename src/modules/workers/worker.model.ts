import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType, enumOf } from '../../platform/graphql/index.js';
import { type WorkerState, workerStates } from './worker-state.js';

export const WorkerStateEnum = enumOf(workerStates);
registerEnumType(WorkerStateEnum, {
  name: 'WorkerState',
  description:
    'ACTIVE: takes trials. DRAINING: finishes those that it has, or hands them back, and takes no more. GONE: has ended, or ' +
    'has been silent for longer than its lease.',
});

@ObjectType('WorkerDevice', { description: 'What a worker trains on' })
export class WorkerDeviceModel {
  @Field(() => String, { description: 'cpu, or cuda: and the number of a card on its machine' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'As its maker calls it; null where the driver does not say',
  })
  model!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Memory of a card, in units of 2^20 bytes; null for a processor, and where the driver does not say',
  })
  memoryMebibytes!: number | null;

  @Field(() => Int, { description: 'Trials that it trains at a time' })
  slots!: number;
}

@ObjectType('Worker', {
  description: 'A process that evaluates trials and advances searches. Workers are shared by all projects.',
})
export class WorkerModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'Host, process and a suffix, as leases and attempts name it' })
  name!: string;

  @Field(() => String, { description: 'Name of its machine' })
  host!: string;

  @Field(() => Int, { description: 'Id of its process on that machine' })
  processId!: number;

  @Field(() => String, { description: 'Version of its program' })
  version!: string;

  @Field(() => [String], { description: 'What it is, by its settings: searches may ask for labels' })
  labels!: string[];

  @Field(() => [WorkerDeviceModel], {
    description: 'What it trains on; none where it only advances searches',
  })
  devices!: WorkerDeviceModel[];

  @Field(() => WorkerStateEnum, { description: 'Whether it takes trials, by the clock of the database' })
  state!: WorkerState;

  @Field(() => Int, { description: 'Trials that it holds now, those of other projects included' })
  busy!: number;

  @Field(() => Date, { description: 'When it registered' })
  startedAt!: Date;

  @Field(() => Date, { description: 'When it was last heard of' })
  heartbeatAt!: Date;
}

export const WorkerConnection = connectionType(WorkerModel, 'Worker');
