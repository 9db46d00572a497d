import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { createSpace } from '../../nas/space/index.js';
import { ClientMutationId, connectionType, JsonScalar, UserError } from '../../platform/graphql/index.js';
import type { ExperimentEntity } from './experiment.entity.js';
import type { ExperimentDefinition, InputShape } from './experiment-definition.js';

@ObjectType('InputShape', {
  description: 'What a network of the experiment is fed, and how many classes it tells apart',
})
export class InputShapeModel implements InputShape {
  @Field(() => Int, { description: 'Channels of an image' })
  channels!: number;

  @Field(() => Int, { description: 'Rows of an image' })
  height!: number;

  @Field(() => Int, { description: 'Columns of an image' })
  width!: number;

  @Field(() => Int, { description: 'Classes' })
  classes!: number;
}

@ObjectType('Experiment', {
  description:
    'A problem: search space, objective, and how networks are evaluated, by training on a data set or from a table. Its ' +
    'definition never changes: who revises it makes a further revision, which is an experiment too.',
})
export class ExperimentModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'For people' })
  name!: string;

  @Field(() => JsonScalar, { description: 'The whole definition, with every default filled in' })
  definition!: ExperimentDefinition;

  @Field(() => InputShapeModel, {
    nullable: true,
    description: 'Read from the data set; null where results are looked up in a table',
  })
  inputShape!: InputShapeModel | null;

  @Field(() => String, {
    description:
      'Number of token sequences of the space, as a decimal text: an upper bound of its architectures where decisions depend on one another',
  })
  spaceSize!: string;

  @Field(() => Int, { description: 'Counts the revisions from 1' })
  revision!: number;

  @Field(() => ID, { description: 'The first revision, itself where it is that: equal for all revisions' })
  firstRevisionId!: string;

  @Field(() => ID, { nullable: true, description: 'The experiment that it was cloned from' })
  clonedFromId!: string | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When it was archived with all its revisions: since then no session of it can be started',
  })
  archivedAt!: Date | null;

  @Field(() => Date, { description: 'When it was created' })
  createdAt!: Date;
}

export const ExperimentConnection = connectionType(ExperimentModel, 'Experiment');

@InputType({ description: 'A new experiment' })
export class CreateExperimentInput {
  @Field(() => JsonScalar, {
    description:
      'Object with name, dataSet ({ name: "digits" } or { name: "fashion-mnist" or "cifar10", path }), space (an object with ' +
      'kind, one of "cnn-chain", "nasbench201", "macro", "custom", "nasnet-cell" and "recurrent-cell", and the fields of that kind) and optionally objective, recipe, ' +
      'finalRecipe and seed; or with name, evaluator ({ kind: "tabular", table: "nasbench201" }) and optionally objective',
  })
  definition!: unknown;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@ObjectType({ description: 'The new experiment, or why there is none' })
export class CreateExperimentPayload {
  @Field(() => ExperimentModel, { nullable: true, description: 'The experiment as it was stored' })
  experiment?: ExperimentModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}

@InputType({ description: 'A further revision of an experiment' })
export class ReviseExperimentInput {
  @Field(() => ID, {
    description:
      'The newest revision. Of an older one the mutation is refused as CONFLICT: somebody revised it meanwhile.',
  })
  id!: string;

  @Field(() => JsonScalar, { description: 'The whole definition, as createExperiment takes it' })
  definition!: unknown;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'An experiment to be copied' })
export class CloneExperimentInput {
  @Field(() => ID, { description: 'The experiment' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Of the copy; the same name unless given' })
  name?: string | null;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@InputType({ description: 'An experiment that something is done to' })
export class ExperimentInput {
  @Field(() => ID, { description: 'The experiment; its other revisions go with it' })
  id!: string;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@ObjectType({ description: 'The experiment, or why there is none' })
export class ExperimentPayload {
  @Field(() => ExperimentModel, { nullable: true, description: 'The experiment after the mutation' })
  experiment?: ExperimentModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}

export function toExperimentModel(experiment: ExperimentEntity): ExperimentModel {
  const { id, name, definition, inputShape, createdAt, revision, clonedFromId, archivedAt } = experiment;
  return {
    id,
    revision,
    firstRevisionId: experiment.firstRevisionId ?? id,
    clonedFromId,
    archivedAt,
    name,
    definition,
    inputShape,
    createdAt,
    spaceSize: createSpace(definition.space).size.toString(),
  };
}
