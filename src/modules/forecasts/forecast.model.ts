import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';
import { JsonScalar, UserError } from '../../platform/graphql/index.js';
import { SearchInput, type StopReason, StopReasonEnum } from '../sessions/index.js';
import type { Forecast } from './forecasts.service.js';

@ObjectType('ForecastRange', { description: 'What is expected, and between what it will probably lie' })
export class ForecastRangeModel {
  @Field(() => Float, { description: 'The most likely value' })
  expected!: number;

  @Field(() => Float, {
    description: 'With trainings as cheap as the cheapest tenth, or by the 95 % interval of their mean',
  })
  lower!: number;

  @Field(() => Float, {
    description: 'With trainings as dear as the dearest tenth, or by the 95 % interval of their mean',
  })
  upper!: number;
}

@ObjectType('Forecast', {
  description:
    'What a search will cost from now on: the FLOPs of its networks over the throughput that was measured, or, once it has ended ' +
    'five trials, what they cost. Other searches are left out of account, and so is a goal that may be reached before.',
})
export class ForecastModel {
  @Field(() => Int, { nullable: true, description: 'SEARCH trials that will have ended at its end' })
  trials!: number | null;

  @Field(() => ForecastRangeModel, {
    nullable: true,
    description: 'Seconds for which its trials will still hold devices, finalists included',
  })
  deviceSeconds!: ForecastRangeModel | null;

  @Field(() => ForecastRangeModel, {
    nullable: true,
    description: 'Seconds until its end, on the workers that are there now and have its labels',
  })
  wallSeconds!: ForecastRangeModel | null;

  @Field(() => StopReasonEnum, { nullable: true, description: 'The budget that will be spent first' })
  endsBy!: StopReason | null;

  @Field(() => String, { nullable: true, description: 'On what it rests, for people' })
  basis!: string | null;

  @Field(() => String, { nullable: true, description: 'Why something is not known, for people' })
  reason!: string | null;
}

export const toForecastModel = ({ outlook, basis, reason }: Forecast): ForecastModel => ({
  trials: outlook?.trials ?? null,
  deviceSeconds: outlook?.deviceSeconds ?? null,
  wallSeconds: outlook?.wallSeconds ?? null,
  endsBy: outlook?.endsBy ?? null,
  basis,
  reason,
});

@InputType({ description: 'An experiment and a search of it that are not to be submitted yet' })
export class ForecastSearchInput {
  @Field(() => JsonScalar, { description: 'The definition of the experiment, as createExperiment takes it' })
  experiment!: unknown;

  @Field(() => SearchInput, { description: 'The search' })
  search!: SearchInput;
}

@ObjectType({ description: 'The forecast, or what is wrong with the input' })
export class SearchForecastPayload {
  @Field(() => ForecastModel, { nullable: true, description: 'Of the search together with its control arm' })
  forecast?: ForecastModel;

  @Field(() => [UserError], { description: 'Everything that is wrong with the input' })
  userErrors!: UserError[];
}
