import { Query, Resolver } from '@nestjs/graphql';
import { presetsOfKind, spaceKinds } from '../../nas/space/index.js';
import { strategies } from '../../nas/strategies/index.js';
import { Needs } from '../../platform/access/index.js';
import { jsonSchemaOf } from '../../platform/graphql/index.js';
import { evaluators } from '../experiments/index.js';
import { EvaluatorModel, SearchSpaceKindModel, StrategyModel } from './catalogue.model.js';

/** What there is to choose from. None of it depends on the project. */
@Needs('read')
@Resolver()
export class CatalogueResolver {
  private readonly strategyList = Object.entries(strategies).map(
    ([name, { description, optionsSchema }]) => ({
      name,
      description,
      options: jsonSchemaOf(optionsSchema),
    }),
  );
  private readonly spaceList = Object.entries(spaceKinds).map(([kind, { description, schema }]) => ({
    kind,
    description,
    definition: jsonSchemaOf(schema),
    presets: presetsOfKind(kind),
  }));
  private readonly evaluatorList = Object.entries(evaluators).map(([kind, { description, schema }]) => ({
    kind,
    description,
    definition: jsonSchemaOf(schema),
  }));

  @Query(() => [StrategyModel], { description: 'Every strategy, with its options' })
  strategies(): StrategyModel[] {
    return this.strategyList;
  }

  @Query(() => [SearchSpaceKindModel], { description: 'Every kind of search space, with what defines one' })
  searchSpaces(): SearchSpaceKindModel[] {
    return this.spaceList;
  }

  @Query(() => [EvaluatorModel], { description: 'Every kind of evaluator, with what defines one' })
  evaluators(): EvaluatorModel[] {
    return this.evaluatorList;
  }
}
