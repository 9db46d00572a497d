import type { MigrationInterface, QueryRunner } from 'typeorm';

const ranked = ['validation', 'validation_lower', 'test', 'test_lower', 'reward'];

/** What limits ask of a standing and what leads to it, beside the value itself: an index has no order on what it computes from. */
const carried = ['architecture_id', 'parameters', 'flops', 'latency_ms'];

/**
 * A page with limits reads many standings of each cost class and shows few: where the index carries what limits ask, the others
 * are not looked up.
 */
export class CoveringStandings1769000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await recreate(runner, (column) => ` include (${[column, ...carried].join(', ')})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await recreate(runner, () => '');
  }
}

async function recreate(runner: QueryRunner, included: (column: string) => string): Promise<void> {
  for (const column of ranked) {
    await runner.query(`drop index ix_standings_${column}_cost`);
    await runner.query(`create index ix_standings_${column}_cost on standings
      (board_id, cost_class, (-${column}), trial_id)${included(column)} where ${column} is not null`);
  }
}
