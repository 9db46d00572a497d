export { MutationEntity } from './mutation.entity.js';
export { MutationLog, type MutationOrder } from './mutation-log.service.js';
export {
  MutationsApiModule,
  MutationsModule,
  MutationsWorkerModule,
  mutationResolvers,
} from './mutations.module.js';
export { MutationRepository } from './typeorm-mutations.js';
