import { afterAll, describe, expect, it } from 'vitest';
import { createDataSource, Database, type Transaction } from '../../src/platform/database/index.js';
import { captureLog } from '../support/captured-log.js';
import { openEmptyDatabase } from '../support/test-database.js';

const { url, query } = await openEmptyDatabase();
const dataSource = await createDataSource(
  url,
  { entities: [], migrations: [] },
  captureLog().logger,
).initialize();
afterAll(() => dataSource.destroy());
await query('create table counters (name text primary key, value integer not null)');
await query(`insert into counters values ('a', 0), ('b', 0)`);
const database = new Database(dataSource);

const increment = (transaction: Transaction, name: string) =>
  transaction.query('update counters set value = value + 1 where name = $1', [name]);

const valuesOf = async () =>
  (await query<{ value: number }>('select value from counters order by name')).map(({ value }) => value);

const transactionId = async (transaction: Transaction): Promise<string> =>
  (await transaction.query('select txid_current() as id'))[0].id;

/** Resolves for each of two callers when both have called. */
function meeting() {
  let arrived = 0;
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived >= 2) meet();
    return met;
  };
}

const raise = (transaction: Transaction, state: string) =>
  transaction.query(`do $$ begin raise exception 'provoked' using errcode = '${state}'; end $$`);

describe('Database.transaction', () => {
  it('does the work once more, in a new transaction, after a deadlock', async () => {
    const meet = meeting();
    const ids: string[] = [];
    const cross = (one: string, other: string) =>
      database.transaction(async (transaction) => {
        ids.push(await transactionId(transaction));
        await increment(transaction, one);
        await meet();
        await increment(transaction, other);
      });
    await Promise.all([cross('a', 'b'), cross('b', 'a')]);
    expect(await valuesOf()).toEqual([2, 2]);
    // Three, or more when the one that tried again ran into the other once more.
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('does the work once more after a serialization failure', async () => {
    let calls = 0;
    const result = await database.transaction(async (transaction) => {
      calls += 1;
      if (calls < 3) await raise(transaction, '40001');
      return 'done';
    });
    expect([result, calls]).toEqual(['done', 3]);
  });

  it('gives up after five attempts, and then nothing is written', async () => {
    const before = await valuesOf();
    let calls = 0;
    const work = database.transaction(async (transaction) => {
      calls += 1;
      await increment(transaction, 'a');
      await raise(transaction, '40P01');
    });
    await expect(work).rejects.toMatchObject({ code: '40P01' });
    expect(calls).toBe(5);
    expect(await valuesOf()).toEqual(before);
  });

  it('does not try again what fails for another reason', async () => {
    let calls = 0;
    const work = database.transaction(async (transaction) => {
      calls += 1;
      await raise(transaction, '23505');
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(calls).toBe(1);
  });
});

describe('Database.read', () => {
  it('has each connection parse a statement once', async () => {
    const statement = `select sum(calls)::integer as calls from (
      select generic_plans + custom_plans as calls from pg_prepared_statements
      where statement like '%of this test%' and $1::text is not null) as counted`;
    for (let call = 0; call < 30; call += 1) await database.read(statement, ['a parameter']);
    const [row] = await database.read<{ calls: number }>(statement, ['another']);
    // One after another they all had the same connection.
    expect(row?.calls).toBe(31);
  });

  it('says what Postgres says of a statement that fails', async () => {
    await expect(database.read('select 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' });
    expect(await database.read('select 1 / $1::integer as one', [1])).toEqual([{ one: 1 }]);
  });
});
