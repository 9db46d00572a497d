import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { archway } from '../support/archway-command.js';
import { openEmptyDatabase, openTestDatabase } from '../support/test-database.js';

const NOBODY = 'postgres://nobody:secret@127.0.0.1:1/nothing';
const STACK = /^\s+at /m;

const migrated = await openTestDatabase();
const empty = await openEmptyDatabase();

describe('archway', () => {
  it('lists everything that is wrong with its settings, and does not start', async () => {
    const settings = { ARCHWAY_PORT: 'eighty', ARCHWAY_SLOT: '2' };
    const { code, output, errors } = await archway(['up'], settings);
    expect([code, output]).toEqual([1, '']);
    for (const name of Object.keys(settings)) expect(errors).toContain(`  ${name} `);
    expect(errors).not.toMatch(STACK);
  });

  it('says in a sentence that nothing answers at DATABASE_URL', async () => {
    const { code, output, errors } = await archway(['api'], { DATABASE_URL: NOBODY });
    expect(code).toBe(1);
    expect(errors).toMatch(/ECONNREFUSED.*is the server running\?/);
    expect(output + errors).not.toMatch(STACK);
    expect(output + errors).not.toContain('secret');
  });

  it('says in a sentence that another program has the port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    const address = await new Promise<ReturnType<typeof other.address>>((done) =>
      other.once('listening', () => done(other.address())),
    );
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, errors } = await archway(['api', '--port', port], { DATABASE_URL: migrated.url });
    expect(code).toBe(1);
    expect(errors).toContain('another program has this port; set ARCHWAY_PORT');
    expect(errors).not.toMatch(STACK);
  });

  it('does not serve a database without the schema of its version; migrate makes it, once', async () => {
    const settings = { DATABASE_URL: empty.url };
    const refused = await archway(['worker'], settings);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('archway migrate');
    expect(await archway(['migrate'], settings)).toMatchObject({
      code: 0,
      output: expect.stringContaining('Done: '),
    });
    expect(await archway(['migrate'], settings)).toMatchObject({
      code: 0,
      output: 'Nothing to do: the schema is up to date\n',
    });
  });

  it('refuses a command that it does not have, and says where those are that it has', async () => {
    const { code, errors } = await archway(['serve']);
    expect(code).toBe(2);
    expect(errors).toMatch(/unknown command 'serve'/);
    expect(errors).toContain('--help says what there is');
  });
});

describe('archway doctor', () => {
  interface Finding {
    readonly subject: string;
    readonly ok: boolean;
    readonly required: boolean;
    readonly detail: string;
  }
  const findings = (output: string) => JSON.parse(output) as Finding[];

  it('finds this machine fit, and says what it has', async () => {
    const { code, output } = await archway(['doctor', '--json'], { DATABASE_URL: migrated.url });
    expect(code).toBe(0);
    expect(findings(output).filter(({ ok, required }) => !ok && required)).toEqual([]);
    expect(findings(output).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'Node',
        'Postgres',
        'Data folder',
        'Compute device',
        'Compute runtime',
        'Data sets',
      ]),
    );
    const detailOf = (name: string) => findings(output).find(({ subject }) => subject === name)?.detail;
    expect(detailOf('Compute runtime')).toMatch(
      /^onnx, the first that works on cpu: onnxruntime-node \d.*, on the CPU$/,
    );
    expect(detailOf('Engine tensorflow')).toMatch(/^not chosen: .*"archway setup tensorflow" installs it$/);
  });

  it('says how to get what a card needs, and chooses what it is told to', async () => {
    const onCard = await archway(['doctor', '--json'], {
      DATABASE_URL: migrated.url,
      ARCHWAY_DEVICE: 'cuda:7',
    });
    expect(onCard.code).toBe(1);
    const problems = findings(onCard.output).filter(({ ok }) => !ok);
    expect(problems.map(({ subject }) => subject)).toEqual([
      'Compute device',
      'Compute runtime',
      'Engine tensorflow',
      'Engine onnx',
    ]);
    expect(onCard.output).toContain('archway setup tensorflow --gpu');
    const settings = { DATABASE_URL: migrated.url, ARCHWAY_RUNTIME: 'tensorflow' };
    const told = findings((await archway(['doctor', '--json'], settings)).output);
    const detailOf = (name: string) => told.find(({ subject }) => subject === name)?.detail;
    expect(detailOf('Compute runtime')).toMatch(/^tensorflow: no .* installs it$/);
    expect(detailOf('Engine onnx')).toMatch(/not chosen, as ARCHWAY_RUNTIME=tensorflow/);
  });

  it('finds out what is missing, and goes on looking', async () => {
    const settings = { DATABASE_URL: NOBODY, ARCHWAY_DATA_FOLDER: '/dev/null/archway' };
    const { code, output } = await archway(['doctor', '--json'], settings);
    expect(code).toBe(1);
    const missing = findings(output).filter(({ ok, required }) => !ok && required);
    expect(missing.map(({ subject }) => subject)).toEqual(['Postgres', 'Data folder']);
    expect(output).not.toContain('secret');
  });
});
