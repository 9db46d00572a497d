// The directions of docs/adr/0001 and the README's picture. `npm run check` fails on a breach.
const only = (name, from, to, why) => ({ name, severity: 'error', comment: why, from, to });
const inside = (folder) => ({ path: `^src/${folder}/` });

module.exports = {
  forbidden: [
    only('no-circular', {}, { circular: true }, 'An arrow never runs back up.'),
    only(
      'tensor-stands-alone',
      inside('tensor'),
      { path: '^src/', pathNot: '^src/tensor/' },
      'tensor -> nothing of ours',
    ),
    only(
      'platform-stands-alone',
      inside('platform'),
      { path: '^src/', pathNot: '^src/platform/' },
      'platform -> nothing of ours',
    ),
    only(
      'nas-is-pure',
      inside('nas'),
      { path: '^src/', pathNot: '^src/(nas|tensor)/' },
      'nas -> tensor only',
    ),
    only(
      'nas-has-no-framework',
      inside('nas'),
      { path: 'node_modules/(@nestjs|typeorm|pg|bullmq)' },
      'nas is pure',
    ),
    only(
      'only-strategies-use-tensor',
      { path: '^src/nas/', pathNot: '^src/nas/strategies/' },
      { path: '^src/tensor/' },
      'spaces and networks need no arithmetic engine',
    ),
    only(
      'training-below-modules',
      inside('training'),
      { path: '^src/', pathNot: '^src/(training|nas|tensor)/' },
      'training -> {tensor, nas}',
    ),
    only(
      'jobs-below-modules',
      inside('jobs'),
      { path: '^src/(apps|modules|client)/' },
      'jobs know no feature',
    ),
    only(
      'modules-below-apps',
      inside('modules'),
      { path: '^src/(apps|client)/' },
      'apps know the whole, not the other way',
    ),
    only(
      'client-speaks-the-api',
      inside('client'),
      { path: '^src/', pathNot: '^src/client/' },
      'The client knows only the public API.',
    ),
    only(
      'modules-meet-at-index',
      { path: '^src/modules/([^/]+)/' },
      { path: '^src/modules/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
      'Modules meet only through their index.ts.',
    ),
    only(
      'typeorm-has-its-places',
      {
        path: '^src/',
        pathNot: '(\\.entity|\\.read-model|/typeorm-[^/]+|\\.module)\\.ts$|^src/platform/database/',
      },
      { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
      'typeorm only in *.entity.ts, typeorm-*.ts, *.read-model.ts',
    ),
    only(
      'bullmq-in-jobs',
      { path: '^src/', pathNot: '^src/jobs/' },
      { path: 'node_modules/(bullmq|@nestjs/bullmq)/' },
      'bullmq only in jobs/',
    ),
    only(
      'engines-in-runtimes',
      { path: '^src/', pathNot: '^src/tensor/runtimes/' },
      { path: 'node_modules/(onnxruntime-|@tensorflow)' },
      'onnxruntime and tfjs only in tensor/runtimes',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
