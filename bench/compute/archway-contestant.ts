// A contestant as a process of its own: Archway's training step of a child. It answers as bench/reference/train_step.py does.
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { onnxRuntime } from '../../src/tensor/index.js';
import { layerGraphSchema } from '../../src/training/layer-graph-schema.js';
import { trainingStep } from './training-step.js';

const requestSchema = z.union([
  z.object({
    child: z.object({ name: z.string(), batch: z.number(), network: layerGraphSchema }),
    threads: z.number(),
  }),
  z.object({ steps: z.number() }),
]);
const LEARNING_RATE = 0.05;

type Step = Awaited<ReturnType<typeof trainingStep>>;
let step: Step | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const request = requestSchema.parse(JSON.parse(line));
  const answer = 'child' in request ? await prepare(request) : await train(request.steps);
  console.log(JSON.stringify(answer));
}

async function prepare({ child, threads }: Extract<z.infer<typeof requestSchema>, { threads: number }>) {
  await step?.executable.dispose();
  const before = performance.now();
  step = await trainingStep(child, onnxRuntime(), threads);
  return { prepareMs: performance.now() - before, version: process.version };
}

async function train(steps: number) {
  if (!step) throw new Error('nothing has been prepared');
  const times: number[] = [];
  const losses: number[] = [];
  for (let count = 0; count < steps; count += 1) {
    const before = performance.now();
    losses.push(await step.run(LEARNING_RATE));
    times.push(performance.now() - before);
  }
  // In kibibytes.
  const peakMegabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { times, losses, peakMegabytes };
}
