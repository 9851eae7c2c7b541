// Details of a line of the audit, as names and values to read.

function textOf(value: unknown): string {
  if (value === null || value === '') return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Details as names and values below each other; what stands within another is named by its way there. */
export function detailRows(details: Record<string, unknown>, within = ''): [string, string][] {
  return Object.entries(details).flatMap(([name, value]): [string, string][] =>
    isObject(value) && Object.keys(value).length > 0
      ? detailRows(value, `${within}${name}.`)
      : [[within + name, textOf(value)]],
  );
}
