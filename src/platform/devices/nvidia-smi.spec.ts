import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { findCards, parseCards } from './nvidia-smi.js';

describe('parseCards', () => {
  it('reads a card a line', () => {
    expect(parseCards('0, NVIDIA H100 80GB HBM3, 81559\n1, NVIDIA A100-SXM4-40GB, 40960\n')).toEqual([
      { index: 0, model: 'NVIDIA H100 80GB HBM3', memoryMebibytes: 81559 },
      { index: 1, model: 'NVIDIA A100-SXM4-40GB', memoryMebibytes: 40960 },
    ]);
  });

  it('reads no card', () => {
    expect(parseCards('\n')).toEqual([]);
  });

  it('takes commas in a name, Windows line ends, and memory that is not known', () => {
    expect(parseCards('12, Quadro, of a kind, [N/A]\r\n')).toEqual([
      { index: 12, model: 'Quadro, of a kind', memoryMebibytes: null },
    ]);
  });

  it.each(['No devices were found', 'a, b, 3', '0, 81559', '0, , 81559'])('refuses %j', (line) => {
    expect(() => parseCards(line)).toThrow(`nvidia-smi said what is no card: ${line}`);
  });
});

describe('findCards', () => {
  async function program(body: string): Promise<string> {
    const path = join(await temporaryFolder(), 'nvidia-smi');
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('asks for index, name and memory', async () => {
    const answer = `[ "$*" = "--query-gpu=index,name,memory.total --format=csv,noheader,nounits" ] && echo '0, A card, 1024'`;
    expect(await findCards(await program(answer))).toEqual([
      { index: 0, model: 'A card', memoryMebibytes: 1024 },
    ]);
  });

  it('finds none where there is no driver, and says when the driver fails', async () => {
    expect(await findCards('/nowhere/nvidia-smi')).toEqual([]);
    await expect(findCards(await program('echo broken >&2; exit 9'))).rejects.toThrow('broken');
  });
});
