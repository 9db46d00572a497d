export { type JobName, type JobPayload, jobs } from './catalogue.js';
export { type JobConsumer, type JobHandler, JobQueue } from './job-queue.js';
export { JobsModule } from './jobs.module.js';
