import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { print } from './output.js';

export interface ChangeFlags {
  readonly priority?: string;
  readonly labels?: string;
  readonly maxTrials?: string;
  readonly maxDurationSeconds?: string;
  readonly maxDeviceSeconds?: string;
}

/** Gives a search what it may use from now on, and prints its state. What is not asked for stays. */
export async function changeSession(client: ArchwayClient, id: string, flags: ChangeFlags): Promise<void> {
  const { labels, ...numbers } = flags;
  const changes = {
    priority: readNumber('--priority', numbers.priority),
    maxTrials: readNumber('--max-trials', numbers.maxTrials),
    maxDurationSeconds: readNumber('--max-duration-seconds', numbers.maxDurationSeconds),
    maxDeviceSeconds: readNumber('--max-device-seconds', numbers.maxDeviceSeconds),
    labels: labels === undefined ? null : labels.split(',').filter((label) => label !== ''),
  };
  if (Object.values(changes).every((change) => change === null)) {
    throw new ArchwayError('INVALID_INPUT', 'say what to change: --help names the options');
  }
  print((await client.change(id, changes)).state);
}

function readNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isInteger(value)) return value;
  throw new ArchwayError('INVALID_INPUT', `${option} must be a whole number`);
}
