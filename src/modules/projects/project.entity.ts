import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';

/** A tenant: whatever belongs to one is invisible to every other. */
@Entity({ name: 'projects' })
@Unique('uq_projects_name', ['name'])
export class ProjectEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_projects' })
  id!: ProjectId;

  @Column({ type: 'text' })
  name!: string;

  /** Searches that have not ended, paused ones included and control arms not counted; null is no limit. */
  @Column({ name: 'max_running_sessions', type: 'integer', nullable: true })
  maxRunningSessions!: number | null;

  /** Hours for which trials may hold devices in a calendar month, in UTC; null is no limit. */
  @Column({ name: 'max_device_hours_per_month', type: 'integer', nullable: true })
  maxDeviceHoursPerMonth!: number | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
