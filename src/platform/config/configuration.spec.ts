import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from './configuration.js';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
};

describe('readConfiguration', () => {
  it('needs no setting at all, and then listens on loopback only', () => {
    const configuration = readConfiguration({});
    expect(configuration).toMatchObject({ host: '127.0.0.1', port: 8080, loopbackOnly: true });
    expect(Object.isFrozen(configuration)).toBe(true);
  });

  it('reports everything that is wrong at once, by name, with what would be right', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://somewhere',
      ARCHWAY_PORT: 'eighty',
      ARCHWAY_LOG_LEVEL: 'loud',
      ARCHWAY_SLOTS: '2',
    });
    expect(problems).toContain('DATABASE_URL must be a URL such as postgres://');
    expect(problems).toContain('ARCHWAY_PORT must be a whole number from 0 to 65535');
    expect(problems).toContain('ARCHWAY_LOG_LEVEL must be one of trace, debug');
    expect(problems).toContain('ARCHWAY_SLOTS is not a setting; the settings are DATABASE_URL');
  });

  it('treats an empty variable as absent', () => {
    expect(readConfiguration({ DATABASE_URL: '', ARCHWAY_PORT: '' })).toMatchObject({
      databaseUrl: undefined,
      port: 8080,
    });
  });

  it('knows an address beyond loopback', () => {
    expect(readConfiguration({ ARCHWAY_HOST: '0.0.0.0' }).loopbackOnly).toBe(false);
    expect(readConfiguration({ ARCHWAY_HOST: '::1' }).loopbackOnly).toBe(true);
  });
});
