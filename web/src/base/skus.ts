// SKUs: from the form to what is sent, and what can be said of it before it is sent.
import { saidTerms, termFields, type Terms, type TypedTerms } from './stock_terms';

export const componentsMax = 50;
export const componentUnitsMax = 10_000;
export const presaleModes = ['placeholder', 'deduct'] as const;
type PresaleMode = (typeof presaleModes)[number];

export type Component = { sku: string; units?: number; gift?: boolean };
export type Presale = { arrives_on: string; mode?: PresaleMode; ceiling?: number };

/** A SKU's document, as it is kept. */
export type SkuDocument = Terms & {
  name?: string;
  barcode?: string;
  unit?: string;
  components?: Component[];
  presale?: Presale | null;
  alert_below?: number;
};

type Day = { format: (pattern: string) => string };

export type SkuValues = {
  sku: string;
  name: string;
  barcode: string;
  unit: string;
  kind: 'single' | 'bundle';
  components: { sku?: string; units?: number | null; gift?: boolean }[];
  alert_below: number | null;
  on_presale: boolean;
  presale: { arrives_on: Day | null; mode: PresaleMode; ceiling: number | null };
  terms: TypedTerms;
};

const noPresale = { arrives_on: null, mode: 'placeholder', ceiling: null } as const;

export function skuValues(
  sku: string,
  document: SkuDocument | undefined,
  day: (text: string) => Day,
): SkuValues {
  const { name = '', barcode = '', unit = '', components = [], presale } = document ?? {};
  return {
    ...{ sku, name, barcode, unit, components },
    kind: components.length ? 'bundle' : 'single',
    alert_below: document?.alert_below ?? null,
    on_presale: Boolean(presale),
    presale: presale
      ? {
          arrives_on: day(presale.arrives_on),
          mode: presale.mode ?? 'placeholder',
          ceiling: presale.ceiling ?? null,
        }
      : noPresale,
    terms: saidTerms(document ?? {}),
  };
}

function presaleOf({ presale: { arrives_on, mode, ceiling } }: SkuValues): Presale {
  const day = arrives_on?.format('YYYY-MM-DD') ?? '';
  // Only placeholders have a ceiling: what deducts locks what is on hand.
  return { arrives_on: day, mode, ...(mode === 'placeholder' && ceiling ? { ceiling } : {}) };
}

/** The whole document: what is not said in it is not kept. A bundle has no stock of its own to warn of or to
 * sell before it is there. */
export function skuDocument(values: SkuValues): SkuDocument {
  const { name, barcode, unit, kind, components, alert_below, on_presale } = values;
  const whole = { name: name.trim(), barcode: barcode.trim(), unit: unit.trim() };
  const terms = saidTerms(values.terms);
  if (kind === 'bundle') {
    const made = components.map(({ sku = '', units, gift }) => ({
      sku: cleanSku(sku),
      units: units ?? 1,
      gift: Boolean(gift),
    }));
    return { ...whole, ...terms, components: made };
  }
  return {
    ...whole,
    ...terms,
    components: [],
    ...(alert_below === null || alert_below === undefined ? {} : { alert_below }),
    ...(on_presale ? { presale: presaleOf(values) } : {}),
  };
}

/** As the hub writes them: without blanks, full-width characters as what they mean, in upper case. */
export function cleanSku(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
}

/** What is wrong with the components of a bundle, each by its place; nothing where all is well. */
export type ComponentFault = 'empty' | 'itself' | 'twice';
export function componentFault(
  components: SkuValues['components'],
  at: number,
  bundle: string,
): ComponentFault | undefined {
  const codes = components.map(({ sku = '' } = {}) => cleanSku(sku));
  const code = codes[at] ?? '';
  if (!code) return 'empty';
  if (code === cleanSku(bundle)) return 'itself';
  return codes.indexOf(code) === at ? undefined : 'twice';
}

const ownFields = ['sku', 'name', 'barcode', 'unit', 'components', 'alert_below'];

/** Where in the form stands what the hub points at. */
export function fieldOfSku(pointer: string): (string | number)[] | undefined {
  const [first = '', second, third] = pointer.slice(1).split('/');
  if (first === 'presale') return second ? [first, second] : ['on_presale'];
  if (first === 'components' && second !== undefined) {
    return [first, Number(second), third === 'units' ? third : 'sku'];
  }
  if (ownFields.includes(first)) return [first];
  return (termFields as readonly string[]).includes(first) ? ['terms', first] : undefined;
}
