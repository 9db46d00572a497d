// Stands in for the trainer in trainer-slot.spec.ts: the seed of an order says how to behave.
const report = { epoch: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5, seconds: 0 };
const hoard = [];

const behaviours = {
  succeed: () => process.send({ type: 'succeeded', result: { epochs: 1, seconds: 0 } }),
  hang: () => setInterval(() => {}, 1000),
  block: () => {
    setTimeout(() => {
      for (;;);
    });
  },
  crash: () => {
    process.stderr.write('something is broken\n');
    process.exit(7);
  },
  die: () => process.kill(process.pid, 'SIGKILL'),
  exhaustHeap: () => {
    process.stderr.write(
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n',
    );
    process.abort();
  },
  grow: () => setInterval(() => hoard.push(Buffer.alloc(16e6, 1)), 5),
  growAndSucceed: () => {
    hoard.push(Buffer.alloc(150e6, 1));
    behaviours.succeed();
  },
  babble: () => process.send({ type: 'succeeded', result: 'splendid' }),
  report: () => process.send({ type: 'failed', failure: 'NOT_A_NUMBER', message: 'the loss is NaN' }),
  showEnvironment: () => {
    const names = Object.keys(process.env).sort();
    process.stdout.write(`${JSON.stringify({ level: 'info', message: 'environment', names })}\n`);
    behaviours.succeed();
  },
};

const byIndex = Object.values(behaviours);

process.on('disconnect', () => process.exit());
process.on('message', ({ request }) => {
  process.send({ type: 'epoch', report });
  byIndex[Number(request.seed)]();
});
