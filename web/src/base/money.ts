// Amounts as the interface carries them: whole minor units and a currency.

export type Money = { amount: number; currency: string };

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, language: string): Intl.NumberFormat {
  const key = `${language}/${currency}`;
  const held = formats.get(key);
  if (held) return held;
  const made = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  formats.set(key, made);
  return made;
}

/** How many digits the minor unit of a currency has: 2 for CNY, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return formatOf(currency, 'en').resolvedOptions().maximumFractionDigits ?? 2;
}

/** "¥129.00", in the words of a language. */
export function formatMoney(money: Money, language: string): string {
  const units = money.amount / 10 ** minorDigits(money.currency);
  return formatOf(money.currency, language).format(units);
}

/** The sum of amounts of one currency. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`${a.currency} and ${b.currency} do not add up`);
  return { amount: a.amount + b.amount, currency: a.currency };
}
