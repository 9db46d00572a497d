import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Rows that a board's version is spread over. */
export const STRIPES = 16;

/**
 * The version of a board is the sum over its rows, which grows in the transaction that changes a standing. They are several, so that
 * results that come at the same time do not wait for one another.
 */
@Entity({ name: 'board_versions' })
export class BoardVersionEntity {
  @PrimaryColumn({ name: 'board_id', type: 'uuid', primaryKeyConstraintName: 'pk_board_versions' })
  boardId!: string;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_board_versions' })
  stripe!: number;

  @Column({ type: 'bigint' })
  version!: string;
}
