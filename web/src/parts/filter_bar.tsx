// What any list is narrowed by: chips of its states, its shop and other choices, days of one of its clocks, and
// a word, each where the list has such a filter. All of it stands in the address bar, and is cleared at once.
import { Button, DatePicker, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShops } from '../api/shops';
import type { FilterSet } from '../base/filters';
import { Chips } from './chips';
import { useHotkeys } from './hotkeys';
import { WordFilter } from './word_filter';

export type Choice<Name> = {
  of: Name;
  label: string;
  options: readonly { value: string; label: string }[];
};

type Props<Filters, Name extends keyof Filters & string, Word extends string> = {
  set: FilterSet<Filters>;
  filters: Filters;
  onChange: (filters: Filters) => void;
  chips?: { of: Name; label: string; words: readonly Word[]; name: (word: Word) => ReactNode };
  choices?: readonly Choice<Name>[]; // beside the shop
  days?: string; // the clock whose days they are
  words?: { label: string; of: readonly Name[]; name: (of: Name) => string };
};

function Choose<Name>({
  choice,
  value,
  onChoose,
}: {
  choice: Choice<Name>;
  value: string | undefined;
  onChoose: (value?: string) => void;
}) {
  return (
    <Select
      allowClear
      showSearch
      optionFilterProp="label"
      className="filter-choice"
      popupMatchSelectWidth={false}
      aria-label={choice.label}
      placeholder={choice.label}
      value={value}
      options={[...choice.options]}
      onChange={(chosen?: string) => onChoose(chosen)}
    />
  );
}

type Range = [string | undefined, string | undefined];

function Days({
  label,
  value,
  onChoose,
}: {
  label: string;
  value: Range;
  onChoose: (days: Range) => void;
}) {
  const id = useId();
  const day = (text?: string) => (text ? dayjs(text) : null);
  const text = (chosen?: Dayjs | null) => chosen?.format('YYYY-MM-DD');
  return (
    <Space size={6} className="filter-days">
      <label htmlFor={id}>{label}</label>
      <DatePicker.RangePicker
        id={id}
        allowEmpty
        value={[day(value[0]), day(value[1])]}
        onChange={(range) => onChoose([text(range?.[0]), text(range?.[1])])}
      />
    </Space>
  );
}

function useShopChoice(): Choice<'shop'> {
  const { t } = useTranslation();
  const shops = useShops().data?.items ?? [];
  const options = shops.map((shop) => ({ value: shop.code, label: shop.name || shop.code }));
  return { of: 'shop', label: t('orders.shop'), options };
}

export function FilterBar<
  Filters,
  Name extends keyof Filters & string,
  Word extends string = string,
>({ set, filters, onChange, chips, choices = [], days, words }: Props<Filters, Name, Word>) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const shop = useShopChoice();
  const all: readonly Choice<string>[] = [...(set.has('shop') ? [shop] : []), ...choices];
  useHotkeys({ f: () => bar.current?.querySelector<HTMLInputElement>('input')?.focus() });
  // What is chosen is read back from the address, by the rules of the list: nothing else gets there.
  const held = filters as { [name: string]: string | undefined };
  const change = (next: { [name: string]: string | undefined }) =>
    onChange(set.change(filters, next as Filters));
  const none = Object.fromEntries((words?.of ?? []).map((name) => [name, undefined]));
  return (
    <div ref={bar} role="group" aria-label={t('common.filters')} className="filters">
      {chips && (
        <Chips
          label={chips.label}
          words={chips.words}
          name={chips.name}
          chosen={held[chips.of] as Word | undefined}
          onChoose={(word) => change({ [chips.of]: word })}
          onAll={() => change({ [chips.of]: undefined })}
        />
      )}
      <div className="toolbar">
        {all.map((choice) => (
          <Choose
            key={choice.of}
            choice={choice}
            value={held[choice.of]}
            onChoose={(value) => change({ [choice.of]: value })}
          />
        ))}
        {days && (
          <Days
            label={days}
            value={[held.from, held.to]}
            onChoose={([from, to]) => change({ from, to })}
          />
        )}
        {words && (
          <WordFilter
            label={words.label}
            words={words.of}
            names={words.name}
            held={held as { [name in Name]?: string }}
            onApply={(name, text) => change({ ...none, [name]: text })}
          />
        )}
        {set.count(filters) > 0 && (
          <Button type="link" onClick={() => onChange({} as Filters)}>
            {t('common.clear')}
          </Button>
        )}
      </div>
    </div>
  );
}
