import type { Forecast } from '../archway-client.js';

type Range = NonNullable<Forecast['deviceSeconds']>;

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** A time as people say it: 42 s, 3.5 min, 2.1 h, 4.0 d. */
export function duration(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit ? `${(seconds / unit[1]).toFixed(1)} ${unit[0]}` : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}

const rangeText = ({ expected, lower, upper }: Range): string =>
  `${duration(expected)} (${duration(lower)} to ${duration(upper)})`;

/** What a search will cost, on what that rests, and what nobody knows. */
export function forecastText({
  trials,
  deviceSeconds,
  wallSeconds,
  endsBy,
  basis,
  reason,
}: Forecast): string {
  if (!deviceSeconds) return `not known: ${reason}`;
  const ends = endsBy?.toLowerCase().replaceAll('_', ' ');
  return [
    `${rangeText(deviceSeconds)} of devices`,
    wallSeconds ? `done in ${rangeText(wallSeconds)}` : String(reason),
    `${trials} trials, ended by ${ends}`,
    `by ${basis}`,
  ].join('; ');
}
