export {
  CONFIGURATION,
  type Configuration,
  ConfigurationError,
  ownConfiguration,
  readConfiguration,
  settings,
} from './configuration.js';
