import { describe, expect, it } from 'vitest';
import { databaseSchema } from '../../src/apps/database-schema.js';
import { createDataSource, migrate } from '../../src/platform/database/index.js';
import { captureLog } from '../support/captured-log.js';
import { openEmptyDatabase } from '../support/test-database.js';

const database = await openEmptyDatabase();

/** Everything that a schema consists of, in words. */
const SCHEMA = `
  select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as item
    from information_schema.columns where table_schema = 'public'
  union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and contype <> 'n'
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select 'sequence ' || sequencename from pg_sequences where schemaname = 'public'
  order by item`;

const schema = async () => (await database.query<{ item: string }>(SCHEMA)).map(({ item }) => item);

async function connect() {
  return createDataSource(database.url, databaseSchema, captureLog().logger).initialize();
}

describe('migrations', () => {
  it('lead to the same schema up, down and up again, and down leaves nothing', async () => {
    const dataSource = await connect();
    const ran = await migrate(dataSource);
    expect(ran).toHaveLength(databaseSchema.migrations.length);
    const once = await schema();
    for (const _ of ran) await dataSource.undoLastMigration();
    expect((await schema()).filter((item) => !item.includes('schema_migrations'))).toEqual([]);
    await migrate(dataSource);
    expect(await schema()).toEqual(once);
    expect(await migrate(dataSource)).toEqual([]);
    await dataSource.destroy();
  });

  it('are run by one of the processes that start together', async () => {
    await database.query('drop schema public cascade');
    await database.query('create schema public');
    const dataSources = await Promise.all([connect(), connect(), connect()]);
    const ran = await Promise.all(dataSources.map(migrate));
    expect(ran.map(({ length }) => length).sort()).toEqual([0, 0, databaseSchema.migrations.length]);
    await Promise.all(dataSources.map((dataSource) => dataSource.destroy()));
  });
});
