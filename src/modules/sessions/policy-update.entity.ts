import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { UpdateTelemetry } from '../../nas/strategies/index.js';

/** What a strategy said of itself at its update number `version`. */
@Entity({ name: 'policy_updates' })
export class PolicyUpdateEntity {
  @ForeignKey('SearchSessionEntity', { name: 'fk_policy_updates_session' })
  @PrimaryColumn({ name: 'session_id', type: 'uuid', primaryKeyConstraintName: 'pk_policy_updates' })
  sessionId!: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_policy_updates' })
  version!: number;

  @Column({ type: 'jsonb' })
  telemetry!: UpdateTelemetry;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
