export {
  CONFIGURATION,
  type Configuration,
  ConfigurationError,
  ownConfiguration,
  packageIndexUrl,
  readConfiguration,
  settings,
  tensorFlowFolder,
} from './configuration.js';
