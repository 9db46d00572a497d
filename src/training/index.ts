export { type Augmentation, augmentationFields } from './augmentation.js';
export type { ChildLogLine } from './child/log-line.js';
export { TrainerSlot, type TrainerSlotOptions, type TrainingCall } from './child/trainer-slot.js';
export {
  type DataSetEntry,
  type DataSetReference,
  dataSetNames,
  dataSetReferenceSchema,
  dataSets,
  loadDataSet,
} from './data-sets/catalogue.js';
export type { DataSet, Split, SplitName } from './data-sets/data-set.js';
export { DataSetError } from './data-sets/data-set-error.js';
export type { Normalisation } from './data-sets/normalisation.js';
export { type FailureKind, failureKindNames, failureKinds } from './failure.js';
export { type Recipe, recipeSchema } from './recipe.js';
export type { TrainingOutcome } from './training-outcome.js';
export type { EpochReport, TrainingRequest, TrainingResult } from './training-request.js';
