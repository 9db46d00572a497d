import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a session came on, in steps of 100 trials, so that the curve of a long one need not be read trial by trial. */
export class SessionProgress1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table session_progress');
  }
}

const UP = [
  `create table session_progress (
    session_id uuid not null,
    step integer not null,
    device_seconds double precision not null,
    best double precision,
    constraint pk_session_progress primary key (session_id, step),
    constraint fk_session_progress_session foreign key (session_id) references search_sessions (id)
  ) with (fillfactor = 70)`,
  `insert into session_progress (session_id, step, device_seconds, best)
   select session_id, (number - 1) / 100, coalesce(sum(device_seconds), 0),
     max(validation_accuracy) filter (where state = 'SUCCEEDED')
   from trials where purpose = 'SEARCH' and state not in ('QUEUED', 'RUNNING') group by 1, 2`,
];
