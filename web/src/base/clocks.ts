// Moments as people read them: always in a named zone. A moment of the interface is RFC 3339 in UTC.

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const parts = new Map<string, Intl.DateTimeFormat>();

function partsOf(zone: string): Intl.DateTimeFormat {
  const held = parts.get(zone);
  if (held) return held;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  parts.set(zone, made);
  return made;
}

type Wall = {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
};

function wallOf(ms: number, zone: string): Wall {
  const wall: Record<string, string> = {};
  for (const part of partsOf(zone).formatToParts(ms)) wall[part.type] = part.value;
  return wall as Wall;
}

/** Minutes that a zone is ahead of UTC at a moment. */
export function offsetMinutes(ms: number, zone: string): number {
  const w = wallOf(ms, zone);
  const asUtc = Date.UTC(+w.year, +w.month - 1, +w.day, +w.hour, +w.minute, +w.second);
  return Math.round((asUtc - Math.floor(ms / 1000) * 1000) / 60_000);
}

/** "UTC+8", "UTC-3:30". */
export function offsetName(ms: number, zone: string): string {
  const minutes = offsetMinutes(ms, zone);
  const size = Math.abs(minutes);
  const rest = size % 60;
  const tail = rest ? `:${String(rest).padStart(2, '0')}` : '';
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(size / 60)}${tail}`;
}

/** "2026-11-23 19:30:49", sortable and the same in every language. */
export function formatFull(iso: string, zone: string): string {
  const w = wallOf(Date.parse(iso), zone);
  return `${w.year}-${w.month}-${w.day} ${w.hour}:${w.minute}:${w.second}`;
}

/** Without the year when it is the present one. */
export function formatShort(iso: string, zone: string, nowMs: number): string {
  const full = formatFull(iso, zone);
  return full.startsWith(`${wallOf(nowMs, zone).year}-`) ? full.slice(5) : full;
}

const agoUnits: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 minutes ago"; a moment ahead of the present counts as now. */
export function formatAgo(iso: string, language: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1000));
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  for (const [unit, size] of agoUnits) {
    if (seconds >= size) return format.format(-Math.floor(seconds / size), unit);
  }
  return format.format(-seconds, 'second');
}

/** The moment at which a calendar day ("2026-11-23") begins in a zone, also where clocks change. */
export function startOfDay(day: string, zone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let ms = utc - offsetMinutes(utc, zone) * 60_000;
  ms = utc - offsetMinutes(ms, zone) * 60_000;
  return new Date(ms).toISOString();
}

/** The calendar day after a day. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}
