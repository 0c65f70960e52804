/** Names of time zones: those of the IANA database that Node.js brings along. */
import { nearest } from '../../nearest.ts';
import { show } from '../document/problem.ts';

/** Why this names no time zone, with the one that may have been meant; null: it does. */
export function timeZoneTrouble(name: string): string | null {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return null;
  } catch {
    const close = nearestZone(name);
    const advice =
      close === null ? 'expected a time zone such as UTC or Europe/Berlin' : `did you mean "${close}"?`;
    return `found ${show(name)}, which is no time zone; ${advice}`;
  }
}

/** By the whole name, or by that of the city alone. */
function nearestZone(name: string): string | null {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const written = name.trim().replaceAll(' ', '_');
  const whole = nearest(written, zones);
  if (whole !== null) return whole;
  const cities = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]));
  const city = nearest(written.slice(written.lastIndexOf('/') + 1), cities.keys());
  return city === null ? null : (cities.get(city) ?? null);
}
