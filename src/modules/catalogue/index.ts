export { CatalogueApiModule, catalogueResolvers } from './catalogue.module.js';
