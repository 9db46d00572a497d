import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

const indexed = { synchronize: false } as const;

/**
 * What is known of an architecture on a board: that of a session, of an experiment, or of a version of a data set. Written
 * with the end of a trial; it refers to rows that the same statement has read, so that foreign keys would only cost.
 * Its indexes, over expressions, are in the migration.
 */
@Entity({ name: 'standings' })
@Index('ix_standings_validation', indexed)
@Index('ix_standings_validation_cost', indexed)
@Index('ix_standings_validation_lower_cost', indexed)
@Index('ix_standings_test_cost', indexed)
@Index('ix_standings_test_lower_cost', indexed)
@Index('ix_standings_reward_cost', indexed)
@Index('ix_standings_parameters', indexed)
@Index('ix_standings_flops', indexed)
@Index('ix_standings_latency_ms', indexed)
@Index('ix_standings_device_seconds', indexed)
export class StandingEntity {
  /** Id of the session, of the experiment or of the data set. */
  @PrimaryColumn({ name: 'board_id', type: 'uuid', primaryKeyConstraintName: 'pk_standings' })
  boardId!: string;

  @PrimaryColumn({ name: 'architecture_id', type: 'uuid', primaryKeyConstraintName: 'pk_standings' })
  architectureId!: string;

  /** The first that ended with a result here; of equal standings the earlier one is first. */
  @Column({ name: 'trial_id', type: 'uuid' })
  trialId!: string;

  /** Octaves of the four costs in one number: what a constraint rules out is not looked at. */
  @Column({ name: 'cost_class', type: 'integer' })
  costClass!: number;

  @Column({ type: 'double precision', nullable: true })
  parameters!: number | null;

  @Column({ type: 'double precision', nullable: true })
  flops!: number | null;

  @Column({ name: 'latency_ms', type: 'double precision', nullable: true })
  latencyMs!: number | null;

  /** Of the training that gave the first result, also where that came from the cache. */
  @Column({ name: 'device_seconds', type: 'double precision', nullable: true })
  deviceSeconds!: number | null;

  /** Of the first result. */
  @Column({ type: 'double precision', nullable: true })
  reward!: number | null;

  /** Validation accuracies of SEARCH trials, by run: equal runs give equal results and count once. */
  @Column({ type: 'jsonb' })
  validations!: Record<string, number>;

  /** Their mean. */
  @Column({ type: 'double precision', nullable: true })
  validation!: number | null;

  /** Lower end of the 95 % interval of the mean; null below two runs. */
  @Column({ name: 'validation_lower', type: 'double precision', nullable: true })
  validationLower!: number | null;

  /** Test accuracies of FINAL trials, in the same way. */
  @Column({ type: 'jsonb' })
  tests!: Record<string, number>;

  @Column({ type: 'double precision', nullable: true })
  test!: number | null;

  @Column({ name: 'test_lower', type: 'double precision', nullable: true })
  testLower!: number | null;
}
