import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';
import type { ExperimentDefinition, InputShape } from './experiment-definition.js';

@Entity({ name: 'experiments' })
@Unique('uq_experiments_revision', ['firstRevisionId', 'revision'])
@Index('ix_experiments_project', ['projectId', 'id'])
@Index('ix_experiments_data_set', ['dataSetId', 'id'])
export class ExperimentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_experiments' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_experiments_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  definition!: ExperimentDefinition;

  /** The version of the data set, or of the table, that was there when the experiment was made. */
  @ForeignKey('DataSetEntity', { name: 'fk_experiments_data_set' })
  @Column({ name: 'data_set_id', type: 'uuid' })
  dataSetId!: string;

  /** Data set version, recipe and objective: where it is equal, an architecture's result is equal. */
  @Column({ name: 'evaluation_hash', type: 'text' })
  evaluationHash!: string;

  /** Null where nothing is trained. */
  @Column({ name: 'input_shape', type: 'jsonb', nullable: true })
  inputShape!: InputShape | null;

  /** Null where it is the first itself. */
  @ForeignKey('ExperimentEntity', { name: 'fk_experiments_first_revision' })
  @Column({ name: 'first_revision_id', type: 'uuid', nullable: true })
  firstRevisionId!: string | null;

  /** Counts from 1. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;

  @ForeignKey('ExperimentEntity', { name: 'fk_experiments_cloned_from' })
  @Column({ name: 'cloned_from_id', type: 'uuid', nullable: true })
  clonedFromId!: string | null;

  /** Of all revisions at once. */
  @Column({ name: 'archived_at', type: 'timestamptz', nullable: true })
  archivedAt!: Date | null;

  /** Of the training split; null where nothing is trained, and for experiments of before this was kept. */
  @Column({ name: 'train_examples', type: 'integer', nullable: true })
  trainExamples!: number | null;

  /** The programs that understand it: those that know this format. */
  @Column({ type: 'integer', default: 1 })
  format!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
