import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { byIndex } from './fetch-wheel.js';
import { tensorFlowParts } from './tensorflow-parts.js';

const parts = tensorFlowParts.cpu;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function indexOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
}

const page = (filename: string) => JSON.stringify({ files: [{ filename, url: '../../files/wheel' }] });

describe('a wheel from an index without pip', () => {
  it('is found on the JSON page of its project and written to the file', async () => {
    const asked: string[] = [];
    const index = await indexOf(({ url = '', headers }, response) => {
      asked.push(`${url} ${url === '/files/wheel' ? '' : headers.accept}`.trim());
      response.end(url === '/files/wheel' ? 'the bytes' : page(parts.wheelFile));
    });
    const file = join(await temporaryFolder(), 'wheel');
    await byIndex(parts, file, index);
    expect(await readFile(file, 'utf8')).toBe('the bytes');
    expect(asked).toEqual(['/simple/tensorflow-cpu/ application/vnd.pypi.simple.v1+json', '/files/wheel']);
  });

  it.each<[string, RequestListener, string]>([
    [
      'has no such file',
      (_, response) => response.end(page('other.whl')),
      `does not have ${parts.wheelFile}`,
    ],
    ['answers in HTML', (_, response) => response.end('<html></html>'), 'does not answer in JSON (PEP 691)'],
    ['refuses', (_, response) => response.writeHead(403).end(), 'answers 403'],
  ])('says so when the index %s', async (_, answer, message) => {
    const index = await indexOf(answer);
    await expect(byIndex(parts, join(await temporaryFolder(), 'wheel'), index)).rejects.toThrow(message);
  });
});
