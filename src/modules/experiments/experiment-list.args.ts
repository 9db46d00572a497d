import { ArgsType, Field, ID, registerEnumType } from '@nestjs/graphql';
import { enumOf, PageArgs } from '../../platform/graphql/index.js';
import { archivedChoices } from './typeorm-experiments.js';

export const ArchivedEnum = enumOf(archivedChoices);
registerEnumType(ArchivedEnum, {
  name: 'Archived',
  description: 'Whether a list has what was archived',
  valuesMap: {
    EXCLUDED: { description: 'only what was not archived' },
    INCLUDED: { description: 'both' },
    ONLY: { description: 'only what was archived' },
  },
});

@ArgsType()
export class ExperimentListArgs extends PageArgs {
  @Field(() => ArchivedEnum, { defaultValue: 'EXCLUDED', description: 'Whether it has archived experiments' })
  archived!: (typeof archivedChoices)[number];

  @Field(() => String, {
    nullable: true,
    description: 'Only those whose name has this in it, in whatever case',
  })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those on this version of a data set' })
  dataSetVersionId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Only the revisions of one experiment: the firstRevisionId that they share',
  })
  firstRevisionId?: string | null;
}
