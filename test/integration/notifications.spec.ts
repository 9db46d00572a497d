import { describe, expect, it, onTestFinished } from 'vitest';
import { Notifications } from '../../src/platform/database/index.js';
import { captureLog } from '../support/captured-log.js';
import { eventually } from '../support/eventually.js';
import { openEmptyDatabase } from '../support/test-database.js';

const { url, query } = await openEmptyDatabase();

async function open(): Promise<Notifications> {
  const notifications = new Notifications(url, captureLog().logger);
  await notifications.open();
  onTestFinished(() => notifications.close());
  return notifications;
}

const listeners = () =>
  query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'archway-listen' and datname = current_database()`,
  );

describe('Notifications', () => {
  it('calls the listeners of a channel with the payload until they leave', async () => {
    const notifications = await open();
    const heard: string[] = [];
    const others: string[] = [];
    const leave = await notifications.subscribe('News', (payload) => heard.push(payload));
    await notifications.subscribe('other', (payload) => others.push(payload));
    await query(`select pg_notify('News', 'first')`);
    await eventually(() => heard.length > 0, { what: 'the notification' });
    leave();
    await query(`select pg_notify('News', 'unheard'), pg_notify('other', 'last')`);
    await eventually(() => others.length > 0, { what: 'the notification on the other channel' });
    expect([heard, others]).toEqual([['first'], ['last']]);
  });

  it('connects again after its connection was lost, tells every listener to look, and hears on', async () => {
    const notifications = await open();
    const heard: string[] = [];
    await notifications.subscribe('news', (payload) => heard.push(payload));
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'archway-listen' and datname = current_database()`,
    );
    await eventually(() => heard.includes(''), { what: 'the call after the reconnect' });
    await query(`select pg_notify('news', 'after')`);
    await eventually(() => heard.includes('after'), { what: 'a notification over the new connection' });
    expect(heard).toEqual(['', 'after']);
  });

  it('leaves no connection behind when it is closed while it connects again', async () => {
    const notifications = await open();
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'archway-listen' and datname = current_database()`,
    );
    await eventually(async () => (await listeners()).length === 0, { what: 'the connection to be gone' });
    // What the timer of the reconnect does.
    const reopening = notifications.open();
    await notifications.close();
    await reopening.catch(() => undefined);
    await eventually(async () => (await listeners()).length === 0, { what: 'no connection to be left' });
  });
});
