export { ComparisonsApiModule, comparisonResolvers } from './comparisons.module.js';
