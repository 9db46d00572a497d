import { Field, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from '../../platform/graphql/index.js';

@ObjectType('Strategy', {
  description: 'A way to search: what proposes architectures and learns from their rewards',
})
export class StrategyModel {
  @Field(() => String, { description: 'What startSearchSession calls it' })
  name!: string;

  @Field(() => String, { description: 'What it does, and who described it' })
  description!: string;

  @Field(() => JsonScalar, {
    description:
      'Its options as JSON Schema (draft 7): meaning, range and default of each. All may be left out.',
  })
  options!: unknown;
}

@ObjectType('SearchSpaceKind', { description: 'A kind of search space' })
export class SearchSpaceKindModel {
  @Field(() => String, { description: 'The kind of a definition' })
  kind!: string;

  @Field(() => String, { description: 'What is in such a space, and who described it' })
  description!: string;

  @Field(() => JsonScalar, { description: 'A definition, as JSON Schema (draft 7)' })
  definition!: unknown;

  @Field(() => [String], {
    description: 'Names by which an experiment may call a definition of this kind instead',
  })
  presets!: string[];
}

@ObjectType('Evaluator', { description: 'What turns an architecture into measurements' })
export class EvaluatorModel {
  @Field(() => String, { description: 'The kind of evaluator' })
  kind!: string;

  @Field(() => String, { description: 'Where its measurements come from' })
  description!: string;

  @Field(() => JsonScalar, { description: 'The evaluator of an experiment, as JSON Schema (draft 7)' })
  definition!: unknown;
}
