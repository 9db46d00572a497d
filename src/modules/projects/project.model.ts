import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('Project', {
  description: 'A tenant: experiments, searches, results and keys of one are invisible to every other',
})
export class ProjectModel {
  @Field(() => ID, { description: 'UUID' })
  id!: string;

  @Field(() => String, { description: 'For people' })
  name!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Searches that may be under way, paused ones counted and control arms not; null is no limit',
  })
  maxRunningSessions!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Hours for which its trials may hold devices in a calendar month (UTC); null is no limit',
  })
  maxDeviceHoursPerMonth!: number | null;
}
