import { describe, expect, it } from 'vitest';
import { lowerPlainly } from '../../lowerings/lower-graph.js';
import { floatTensor } from '../../tensor.js';
import { type Compile, findChannelBlock } from './channel-block.js';
import { onnxRuntime } from './onnx-runtime.js';

const plainly: Compile = (graph) => onnxRuntime({ layout: 'plain' }).compile(graph, { threads: 1 });

/** An engine that does `blocked` with every model that is not plain. */
const engine =
  (blocked: Compile): Compile =>
  (graph, lower) =>
    (lower === lowerPlainly ? plainly : blocked)(graph, lower);

describe('the block of channels', () => {
  it('is the first in which convolutions come out right', async () => {
    expect(await findChannelBlock(engine(plainly))).toBe(16);
  });

  it('is none where the engine refuses the layout', async () => {
    expect(await findChannelBlock(engine(() => Promise.reject(new Error('no such op'))))).toBeUndefined();
  });

  it('is none where the layout gives other numbers', async () => {
    const wrong: Compile = async (graph, lower) => {
      const executable = await plainly(graph, lower);
      return {
        run: async (feeds) => {
          const outputs = await executable.run(feeds);
          return { ...outputs, y2: floatTensor([40, 40, 3, 3]) };
        },
        variables: () => executable.variables(),
        setVariables: (values) => executable.setVariables(values),
        dispose: () => executable.dispose(),
      };
    };
    expect(await findChannelBlock(engine(wrong))).toBeUndefined();
  });

  it('is the second where only that comes out right', async () => {
    let tries = 0;
    const older: Compile = (graph, lower) => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('no such op')) : plainly(graph, lower);
    };
    expect(await findChannelBlock(engine(older))).toBe(8);
  });
});
