// Preloaded into a process under test: writes a log line for each statement that it sends to Postgres.
import pg from 'pg';

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (statement, ...rest) {
  const text = typeof statement === 'string' ? statement : statement?.text;
  process.stdout.write(`${JSON.stringify({ msg: 'Statement', text })}\n`);
  return query.call(this, statement, ...rest);
};
