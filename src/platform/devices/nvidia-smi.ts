import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An NVIDIA card as its driver lists it. */
export interface Card {
  /** In the order of the PCI bus, which is that of CUDA_DEVICE_ORDER=PCI_BUS_ID. */
  readonly index: number;
  readonly model: string;
  /** Null where the driver does not say. */
  readonly memoryMebibytes: number | null;
}

const QUERY = ['--query-gpu=index,name,memory.total', '--format=csv,noheader,nounits'];

/** A driver that hangs must not keep a worker from starting. */
const ANSWER_MILLISECONDS = 10_000;

/**
 * Reads the answer to the query of index, name and memory, a card a line. A name may hold commas; memory that is not known is
 * "[N/A]" or "[Not Supported]".
 * @throws Error that shows the line which is none
 */
export function parseCards(text: string): Card[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const parts = line.split(',').map((part) => part.trim());
    const [index, memory, model] = [parts[0], parts.at(-1), parts.slice(1, -1).join(', ')];
    if (parts.length < 3 || !/^\d+$/.test(index ?? '') || model === '') {
      throw new Error(`nvidia-smi said what is no card: ${line}`);
    }
    return {
      index: Number(index),
      model,
      memoryMebibytes: /^\d+$/.test(memory ?? '') ? Number(memory) : null,
    };
  });
}

/**
 * The cards of this machine; none where there is no nvidia-smi.
 * @throws Error when nvidia-smi is there and fails, or is not understood
 */
export async function findCards(program = 'nvidia-smi'): Promise<Card[]> {
  try {
    const { stdout } = await promisify(execFile)(program, QUERY, { timeout: ANSWER_MILLISECONDS });
    return parseCards(stdout);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
