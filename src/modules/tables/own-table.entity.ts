import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';

/** A table of results that somebody uploaded. It never changes: other content is another version. */
@Entity({ name: 'benchmark_tables' })
@Unique('uq_benchmark_tables_project_name_version', ['projectId', 'name', 'version'])
@Index('ix_benchmark_tables_project', ['projectId', 'id'])
@Index('ix_benchmark_tables_version', ['version'])
export class OwnTableEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_benchmark_tables' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_benchmark_tables_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  @Column({ type: 'text' })
  name!: string;

  /** SHA-256, in hex, of all that a search can come to know of it. */
  @Column({ type: 'text' })
  version!: string;

  /** JSON, as text: the version is of these very characters. */
  @Column({ type: 'text' })
  header!: string;

  /** Compressed by gzip. */
  @Column({ type: 'bytea' })
  body!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
