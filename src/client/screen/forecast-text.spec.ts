import { describe, expect, it } from 'vitest';
import { duration, forecastText } from './forecast-text.js';

describe('duration', () => {
  it.each([
    [0.26, '0.3 s'],
    [42, '42 s'],
    [210, '3.5 min'],
    [7560, '2.1 h'],
    [345_600, '4.0 d'],
  ])('%d s is %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('forecastText', () => {
  const range = { expected: 120, lower: 60, upper: 240 };
  const forecast = {
    trials: 20,
    deviceSeconds: range,
    wallSeconds: { expected: 30, lower: 15, upper: 60 },
    endsBy: 'MAX_TRIALS' as const,
    basis: '7 trainings',
    reason: null,
  };

  it('says cost, time, end and basis', () => {
    expect(forecastText(forecast)).toBe(
      '2.0 min (1.0 min to 4.0 min) of devices; done in 30 s (15 s to 1.0 min); 20 trials, ended by max trials; by 7 trainings',
    );
  });

  it('says what is not known, and why', () => {
    const reason = 'no worker is there';
    expect(forecastText({ ...forecast, wallSeconds: null, reason })).toContain(
      '; no worker is there; 20 trials',
    );
    const nothing = { trials: null, deviceSeconds: null, wallSeconds: null, endsBy: null, basis: null };
    expect(forecastText({ ...nothing, reason: 'nothing was trained' })).toBe(
      'not known: nothing was trained',
    );
  });
});
