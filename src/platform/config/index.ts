export { clientSettings, ownClientEnvironment } from './client-environment.js';
export {
  CONFIGURATION,
  type Configuration,
  ConfigurationError,
  libraryPath,
  ownConfiguration,
  packageIndexUrl,
  prepareEngines,
  readConfiguration,
  settings,
  tensorFlowFolder,
} from './configuration.js';
export { labelsSchema } from './label.js';
