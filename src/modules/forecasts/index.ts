export { ForecastsApiModule, forecastResolvers } from './forecasts.module.js';
