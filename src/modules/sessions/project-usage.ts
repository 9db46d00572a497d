import { DomainError } from '../../platform/errors/index.js';
import type { Quotas } from '../projects/index.js';

/** What a project uses at the moment. */
export interface ProjectUsage {
  /** Searches that have not ended, control arms not counted. */
  readonly runningSessions: number;
  /** For which its trials have held devices since the month began, in UTC. */
  readonly deviceSecondsThisMonth: number;
}

const SECONDS_AN_HOUR = 3600;

export const isLimited = (quotas: Quotas): boolean =>
  [quotas.maxRunningSessions, quotas.maxDeviceHoursPerMonth].some((most) => most !== null);

/** @throws DomainError QUOTA_EXCEEDED, with every quota that leaves no room for one more search */
export function refuseAboveQuotas(
  { maxRunningSessions, maxDeviceHoursPerMonth }: Quotas,
  { runningSessions, deviceSecondsThisMonth }: ProjectUsage,
): void {
  const reasons: string[] = [];
  if (maxRunningSessions !== null && runningSessions >= maxRunningSessions) {
    reasons.push(
      `the project may have ${maxRunningSessions} searches under way, and has ${runningSessions}: ` +
        'wait for one to end, or cancel one',
    );
  }
  const hours = deviceSecondsThisMonth / SECONDS_AN_HOUR;
  if (maxDeviceHoursPerMonth !== null && hours >= maxDeviceHoursPerMonth) {
    reasons.push(
      `the project has used ${hours.toFixed(1)} device-hours this month, and it may use ${maxDeviceHoursPerMonth}: ` +
        'wait for the next month, or ask for more',
    );
  }
  if (reasons.length > 0) throw new DomainError('QUOTA_EXCEEDED', reasons.join('; '));
}
