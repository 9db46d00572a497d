import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from '../../platform/graphql/index.js';

@ObjectType('Architecture', { description: 'A point of a search space, built for the shape of the input' })
export class ArchitectureModel {
  @Field(() => ID, { description: 'UUIDv7' })
  id!: string;

  @Field(() => String, { description: 'Canonical: equal for every spelling of the same network' })
  hash!: string;

  @Field(() => [Int], { description: 'One index into the choices for each decision of the space' })
  tokens!: number[];

  @Field(() => JsonScalar, { description: 'The same in words' })
  description!: unknown;

  @Field(() => Float, {
    nullable: true,
    description: 'Trainable numbers; null where results are looked up in a table that does not have them',
  })
  parameters!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Of one forward pass of one example, 2 per multiply-add; null where results are looked up in a table that does not ' +
      'have them',
  })
  flops!: number | null;
}
