import type { ArchwayClient } from '../archway-client.js';
import { ArchwayError } from '../archway-error.js';
import { orNull, wholeNumber } from './number-flag.js';
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
    priority: whole('--priority', numbers.priority),
    maxTrials: whole('--max-trials', numbers.maxTrials),
    maxDurationSeconds: whole('--max-duration-seconds', numbers.maxDurationSeconds),
    maxDeviceSeconds: whole('--max-device-seconds', numbers.maxDeviceSeconds),
    labels: labels === undefined ? null : labels.split(',').filter((label) => label !== ''),
  };
  if (Object.values(changes).every((change) => change === null)) {
    throw new ArchwayError('INVALID_INPUT', 'say what to change: --help names the options');
  }
  print((await client.change(id, changes)).state);
}

/** The server looks at the range. */
const whole = (flag: string, text: string | undefined) => orNull(text, (given) => wholeNumber(flag, given));
