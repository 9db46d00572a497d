import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectId, Scope } from '../../platform/access/index.js';

/** A key to one project. What it is shown as is not stored, only its digest. */
@Entity({ name: 'api_keys' })
@Unique('uq_api_keys_secret_hash', ['secretHash'])
@Check('ck_api_keys_scopes', `scopes <@ array['read', 'submit', 'work', 'admin'] and cardinality(scopes) > 0`)
@Index('ix_api_keys_project', ['projectId', 'id'])
@Index('ix_api_keys_previous_hash', ['previousHash'], { where: 'previous_hash is not null' })
export class ApiKeyEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  id!: string;

  @ForeignKey('ProjectEntity', { name: 'fk_api_keys_project' })
  @Column({ name: 'project_id', type: 'uuid' })
  projectId!: ProjectId;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', array: true })
  scopes!: Scope[];

  /** The first characters, by which people tell keys apart. */
  @Column({ type: 'text' })
  prefix!: string;

  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash!: Buffer;

  /** The secret before the last rotation, which is valid until `previousExpiresAt`. */
  @Column({ name: 'previous_hash', type: 'bytea', nullable: true })
  previousHash!: Buffer | null;

  @Column({ name: 'previous_expires_at', type: 'timestamptz', nullable: true })
  previousExpiresAt!: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;

  /** To a minute: it is not written more often. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
