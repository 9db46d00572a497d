import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from '../../platform/graphql/index.js';

@ObjectType('DataSetVersion', {
  description:
    'The content of a data set, and its split, as experiments of this project have used it: what results have to share to be compared',
})
export class DataSetVersionModel {
  @Field(() => ID, { description: 'UUID; names a leaderboard' })
  id!: string;

  @Field(() => String, { description: 'Name of the data set or of the benchmark table' })
  name!: string;

  @Field(() => String, {
    description:
      "SHA-256 of content and split, in hex; 'unknown' for experiments made before versions were kept",
  })
  version!: string;

  @Field(() => Date, { description: 'When an experiment first used it' })
  createdAt!: Date;
}

@ObjectType('DataSet', { description: 'Something that networks can be evaluated on' })
export class DataSetModel {
  @Field(() => String, {
    description: 'What an experiment calls it: dataSet.name, or evaluator.table of a benchmark table',
  })
  name!: string;

  @Field(() => String, { description: 'What it is, and where it comes from' })
  description!: string;

  @Field(() => JsonScalar, {
    description:
      'How an experiment refers to it, as JSON Schema (draft 7): its dataSet, or its evaluator for a table',
  })
  reference!: unknown;

  @Field(() => Boolean, { description: 'Whether results are looked up in a table instead of being trained' })
  tabular!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Channels of an image; null for a table, and where the files decide',
  })
  channels!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Rows of an image; null for a table, and where the files decide',
  })
  height!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Columns of an image; null for a table, and where the files decide',
  })
  width!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Classes to be told apart; null for a table, and where the files decide',
  })
  classes!: number | null;
}
