import { access, constants, mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { styleText } from 'node:util';
import type { Configuration } from '../../platform/config/index.js';
import { probeDatabase } from '../../platform/database/index.js';
import { findPostgresBinaries } from '../../platform/embedded-postgres/index.js';
import { dataSets, loadDataSet } from '../../training/index.js';
import { findDevice, findEngines } from './compute.js';
import type { Finding } from './finding.js';

type Check = () => Promise<Omit<Finding, 'subject' | 'ok'> & { ok?: boolean }>;

/** Looks at everything that the service needs and prints what it found. True when nothing required is missing. */
export async function doctor(configuration: Configuration, json: boolean): Promise<boolean> {
  const findings: Finding[] = [];
  for (const [subject, check] of Object.entries(checksOf(configuration)))
    findings.push(await look(subject, check));
  findings.push(...(await findEngines(configuration)));
  process.stdout.write(json ? `${JSON.stringify(findings)}\n` : findings.map(lineOf).join(''));
  return findings.every(({ ok, required }) => ok || !required);
}

function checksOf(configuration: Configuration): Readonly<Record<string, Check>> {
  return {
    Node: async () => ({
      required: true,
      detail: `${process.version} on ${process.platform} ${process.arch}`,
    }),
    Machine: async () => ({
      required: true,
      detail: `${availableParallelism()} processors, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`,
    }),
    Postgres: async () => postgres(configuration),
    'Job queue': async () => ({
      required: true,
      detail: configuration.redisUrl === undefined ? 'in Postgres; set REDIS_URL to use Redis' : 'in Redis',
    }),
    'Data folder': async () => {
      await mkdir(configuration.dataFolder, { recursive: true });
      await access(configuration.dataFolder, constants.W_OK);
      return { required: true, detail: `${configuration.dataFolder} can be written` };
    },
    'Device slots': async () => ({
      required: false,
      ok: configuration.deviceSlots !== 0,
      detail: `${configuration.deviceSlots ?? `${availableParallelism()} (on a card 1)`} trainings at a time on a device, ${configuration.trainerThreads} threads and ${configuration.trainerMemoryMegabytes} MB each`,
    }),
    'Compute device': async () => findDevice(configuration),
    'Data sets': async () => {
      await loadDataSet({ name: 'digits' });
      return {
        required: true,
        detail: Object.values(dataSets)
          .map(({ description }) => description)
          .join('; '),
      };
    },
  };
}

async function postgres({ databaseUrl }: Configuration) {
  if (databaseUrl !== undefined) {
    return { required: true, detail: `${await probeDatabase(databaseUrl)} at DATABASE_URL` };
  }
  const found = await findPostgresBinaries();
  const usable = found.find(({ whyNot }) => whyNot === undefined);
  if (usable) {
    return {
      required: true,
      detail: `embedded, version ${usable.version} (${usable.source}) in ${usable.folder}`,
    };
  }
  const tried = found.map(({ folder, whyNot }) => `${folder}: ${whyNot}`).join('; ') || 'nothing found';
  return {
    required: true,
    ok: false,
    detail: `no Postgres to embed (${tried}): run npm ci, install Postgres 14 or newer, or set DATABASE_URL`,
  };
}

async function look(subject: string, check: Check): Promise<Finding> {
  try {
    return { subject, ok: true, ...(await check()) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { subject, ok: false, required: true, detail };
  }
}

function lineOf({ subject, ok, required, detail }: Finding): string {
  const mark = ok
    ? styleText('green', 'ok  ')
    : styleText(required ? 'red' : 'yellow', required ? 'FAIL' : 'note');
  return `${mark} ${subject.padEnd(18)} ${detail}\n`;
}
