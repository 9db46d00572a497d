import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { tableHeaderSchema } from '../../nas/benchmarks/index.js';
import { ClientMutationId, connectionType, JsonScalar, UserError } from '../../platform/graphql/index.js';
import type { OwnTableView } from './typeorm-own-tables.js';

@ObjectType('BenchmarkTable', {
  description:
    'Results of every architecture of a space, measured by somebody and uploaded: an experiment with the evaluator ' +
    '{ kind: "tabular", table, version } looks them up. It never changes; other content is another version.',
})
export class OwnTableModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'What an experiment calls it' })
  name!: string;

  @Field(() => String, { description: 'SHA-256, in hex, of all that a search can come to know of it' })
  version!: string;

  @Field(() => JsonScalar, { description: 'The space whose architectures it has results of' })
  space!: unknown;

  @Field(() => Int, { description: 'How many architectures it has' })
  rows!: number;

  @Field(() => Date, { description: 'When it was uploaded' })
  createdAt!: Date;
}

export const OwnTableConnection = connectionType(OwnTableModel, 'BenchmarkTable');

@InputType({ description: 'A table of results' })
export class UploadBenchmarkTableInput {
  @Field(() => String, {
    description: 'What experiments will call it: of a-z, 0-9, dot, dash and underscore, at most 100 of them',
  })
  name!: string;

  @Field(() => JsonScalar, {
    description:
      'The space that it has every architecture of, such as { kind: "nasbench201" }: one with a notation in text and at most ' +
      '10 million architectures',
  })
  space!: unknown;

  @Field(() => String, {
    description:
      'The file in Base64: CSV in UTF-8 with a head of column names, compressed by gzip; at most 32 MB before compression',
  })
  csvGzip!: string;

  @Field(() => String, {
    defaultValue: 'arch',
    description: "The column with the architecture, in the space's notation",
  })
  architectureColumn!: string;

  @Field(() => String, { description: 'The column that a search is told; better when greater' })
  rewardColumn!: string;

  @Field(() => String, {
    nullable: true,
    description: "The column that finalists are validated by; the search's unless given",
  })
  validationColumn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The column that finalists are tested by; that of the validation unless given',
  })
  testColumn?: string | null;

  @ClientMutationId()
  clientMutationId?: string | null;
}

@ObjectType({ description: 'The table, or why there is none' })
export class UploadBenchmarkTablePayload {
  @Field(() => OwnTableModel, {
    nullable: true,
    description: 'The table; one that was there already with this name and content is answered as it is',
  })
  table?: OwnTableModel;

  @Field(() => [UserError], {
    description:
      'Everything that is wrong: bad rows and repeated architectures by their lines, and missing ones',
  })
  userErrors!: UserError[];
}

export function toOwnTableModel({ id, name, version, header, createdAt }: OwnTableView): OwnTableModel {
  const { space, rows } = tableHeaderSchema.parse(JSON.parse(header));
  return { id, name, version, space, rows, createdAt };
}
