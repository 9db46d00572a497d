import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId, parseInput } from '../../platform/errors/index.js';
import { type MeanPoint, meanCurve } from './comparison.js';
import { ComparisonArmModel, ComparisonPointModel, SessionComparisonModel } from './comparison.model.js';
import {
  type ComparedArm,
  type Comparison,
  ComparisonService,
  MAXIMUM_POINTS,
} from './comparison.service.js';

const MAXIMUM_COMPARED = 50;
const COUNT = `must be from 1 to ${MAXIMUM_COMPARED} sessions`;
const idsSchema = z
  .array(z.string())
  .min(1, COUNT)
  .max(MAXIMUM_COMPARED, COUNT)
  .transform((ids) => [...new Set(ids)]);
const POINTS = `must be from 2 to ${MAXIMUM_POINTS}`;
const pointsSchema = z.int(POINTS).min(2, POINTS).max(MAXIMUM_POINTS, POINTS);

const Points = () =>
  Args('points', {
    type: () => Int,
    defaultValue: 100,
    description: `Points at most: 2 to ${MAXIMUM_POINTS}`,
  });

@Needs('read')
@Resolver(() => ComparisonArmModel)
export class ComparisonResolver {
  constructor(private readonly comparisons: ComparisonService) {}

  @Query(() => SessionComparisonModel, {
    description:
      'Compares sessions of one problem, whatever their experiments are called, at the budget that all have spent. Sessions that ' +
      'differ in nothing but seed and budget are one arm; control arms come along.',
  })
  async compareSessions(
    @Args('ids', { type: () => [ID], description: `The sessions, 1 to ${MAXIMUM_COMPARED}` }) ids: string[],
    @Caller() { projectId }: Principal,
  ): Promise<Comparison> {
    const wanted = parseInput(idsSchema, ids, ['ids']);
    wanted.forEach((id, index) => void parseId(id, `ids[${index}]`));
    return this.comparisons.compare(projectId, wanted);
  }

  @ResolveField(() => [ComparisonPointModel], {
    description:
      'Best so far against trials, in the order of proposal, over the sessions that have come so far',
  })
  byTrials(@Parent() { runs }: ComparedArm, @Points() points: number): MeanPoint[] {
    return meanCurve(runs, 'trials', parseInput(pointsSchema, points, ['points']));
  }

  @ResolveField(() => [ComparisonPointModel], { description: 'The same against device-seconds' })
  byDeviceSeconds(@Parent() { runs }: ComparedArm, @Points() points: number): MeanPoint[] {
    return meanCurve(runs, 'deviceSeconds', parseInput(pointsSchema, points, ['points']));
  }
}
