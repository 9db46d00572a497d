import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';

/** A version of a data set or of a benchmark table that experiments of a project are evaluated on. */
@Entity({ name: 'data_sets' })
@Unique('uq_data_sets_project_name_version', ['projectId', 'name', 'version'])
export class DataSetEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_data_sets' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_data_sets_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  @Column({ type: 'text' })
  name!: string;

  /** SHA-256, in hex, of content and split; 'unknown' for experiments that are older than this table. */
  @Column({ type: 'text' })
  version!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
