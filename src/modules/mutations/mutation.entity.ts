import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId } from '../../platform/access/index.js';

/**
 * A mutation that was carried out, written in the same transaction as what it did: who did what, and what a client that
 * sends it again is answered with.
 */
@Entity({ name: 'mutations' })
@Unique('uq_mutations_client_mutation_id', ['projectId', 'name', 'clientMutationId'])
@Index('ix_mutations_project', ['projectId', 'id'])
@Index('ix_mutations_created_at', ['createdAt'])
export class MutationEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_mutations' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_mutations_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  /** Null where no key was needed. */
  @ForeignKey('ApiKeyEntity', { name: 'fk_mutations_key' })
  @Column({ name: 'key_id', type: 'uuid', nullable: true })
  keyId!: string | null;

  /** As the API calls it. */
  @Column({ type: 'text' })
  name!: string;

  /** What it made or changed. */
  @Column({ name: 'subject_id', type: 'uuid' })
  subjectId!: string;

  @Column({ name: 'client_mutation_id', type: 'text', nullable: true })
  clientMutationId!: string | null;

  /** Digest of its input; null of those that are older than digests. */
  @Column({ type: 'bytea', nullable: true })
  fingerprint!: Buffer | null;

  /** Under which the log has more. */
  @Column({ name: 'correlation_id', type: 'text', nullable: true })
  correlationId!: string | null;

  /** What a client of REST was answered with, to be answered with it again. */
  @Column({ type: 'jsonb', nullable: true })
  answer!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
