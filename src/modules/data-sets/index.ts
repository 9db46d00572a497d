export { DataSetEntity } from './data-set.entity.js';
export { DataSetVersionModel } from './data-set.model.js';
export { DataSetsApiModule, DataSetsModule, dataSetResolvers } from './data-sets.module.js';
export { DataSetRepository } from './typeorm-data-sets.js';
