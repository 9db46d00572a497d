import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A point of a search space, built for one input shape; isomorphic points share a row. */
@Entity({ name: 'architectures' })
@Unique('uq_architectures_problem_hash_hash', ['problemHash', 'hash'])
export class ArchitectureEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_architectures' })
  id!: string;

  /** Search space and input shape: they decide parameters and FLOPs. */
  @Column({ name: 'problem_hash', type: 'text' })
  problemHash!: string;

  /** Canonical hash within the space. */
  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'integer', array: true })
  tokens!: number[];

  @Column({ type: 'jsonb' })
  description!: Record<string, unknown>;

  /** Trainable numbers; text, as a bigint does not fit a number. Null where there is no network, only a table. */
  @Column({ type: 'bigint', nullable: true })
  parameters!: string | null;

  /** Of one forward pass of one example, 2 per multiply-add. */
  @Column({ type: 'bigint', nullable: true })
  flops!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
