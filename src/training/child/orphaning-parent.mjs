// A worker for trainer-process.spec.ts that tells the trainer's process id once the training runs, to be killed then.
import { TrainerSlot } from '../../../dist/src/training/index.js';

const slot = new TrainerSlot({ threads: 1, memoryLimitMegabytes: 4000 });
await slot.train(JSON.parse(process.argv[2]), {
  signal: new AbortController().signal,
  timeLimitSeconds: 600,
  correlationId: 'orphan',
  onEpoch: () => process.send(slot.pid),
});
