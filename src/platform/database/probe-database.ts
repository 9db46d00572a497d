import pg from 'pg';

/**
 * Connects once, and says what answered.
 * @throws Error when nothing does
 */
export async function probeDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    return `PostgreSQL ${rows[0]?.version}`;
  } finally {
    await client.end();
  }
}
