// How stock is reserved: for all sales, for those of a channel, for those of a SKU. Where one says nothing, what
// stands above it holds.

export const termLimits = {
  lock_minutes: [1, 10_080],
  placeholder_hours: [1, 1_440],
  payment_minutes: [1, 120],
  payment_extensions: [0, 10],
  per_buyer: [1, 1_000_000],
} as const;
export type TermName = keyof typeof termLimits;
export const termNames = Object.keys(termLimits) as TermName[];

export const unitsMax = 1_000_000_000;

export const overdrafts = ['shortage', 'refuse'] as const;
export const latePayments = ['remaining', 'whole'] as const;

export type Terms = { [name in TermName]?: number } & {
  overdraft?: (typeof overdrafts)[number];
  late_payment?: (typeof latePayments)[number];
};

/** As a form has them: what was emptied is null, or not there. */
export type TypedTerms = { [name in keyof Terms]?: Terms[name] | null };

export const termFields = [...termNames, 'overdraft', 'late_payment'] as const;

/** What is said, and no more. */
export function saidTerms(typed: TypedTerms): Terms {
  const said = termFields.filter((name) => typed[name] !== undefined && typed[name] !== null);
  return Object.fromEntries(said.map((name) => [name, typed[name]])) as Terms;
}

export type Settings = Terms & {
  channels?: { [channel: string]: Terms };
  shops_without?: string[]; // their orders touch no stock
};
export type SettingsValues = {
  all: TypedTerms;
  channels: { [channel: string]: TypedTerms };
  shops_without: string[];
};

export function settingsValues(settings: Settings): SettingsValues {
  const { channels, shops_without = [] } = settings;
  return { all: saidTerms(settings), channels: { ...channels }, shops_without };
}

/** `channels`: those that say something of their own; one that says nothing is left out. */
export function settingsDocument(values: SettingsValues, channels: readonly string[]): Settings {
  const said = channels.map((channel) => [channel, saidTerms(values.channels?.[channel] ?? {})]);
  const some = said.filter(([, terms]) => Object.keys(terms as Terms).length > 0);
  return {
    ...saidTerms(values.all),
    channels: Object.fromEntries(some) as Settings['channels'],
    shops_without: values.shops_without,
  };
}

/** Where in the form stands what the hub points at. */
export function fieldOfSettings(pointer: string): string[] | undefined {
  const [first = '', second, third] = pointer.slice(1).split('/');
  if (first === 'shops_without') return [first];
  if (first === 'channels') return second && third ? [first, second, third] : undefined;
  return (termFields as readonly string[]).includes(first) ? ['all', first] : undefined;
}
