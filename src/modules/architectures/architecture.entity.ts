import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';

/** A point of a search space, built for one input shape; within a project isomorphic points share a row. */
@Entity({ name: 'architectures' })
@Unique('uq_architectures_project_problem_hash', ['projectId', 'problemHash', 'hash'])
export class ArchitectureEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_architectures' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_architectures_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  /** Search space, and input shape or table: they decide parameters and FLOPs. */
  @Column({ name: 'problem_hash', type: 'text' })
  problemHash!: string;

  /** Canonical hash within the space. */
  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'integer', array: true })
  tokens!: number[];

  @Column({ type: 'jsonb' })
  description!: Record<string, unknown>;

  /** Trainable numbers; text, as a bigint does not fit a number. Null where a table does not have them. */
  @Column({ type: 'bigint', nullable: true })
  parameters!: string | null;

  /** Of one forward pass of one example, 2 per multiply-add. */
  @Column({ type: 'bigint', nullable: true })
  flops!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
