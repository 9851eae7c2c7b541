// The words of a channel with what each means, and a choice of what it should mean.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrialResult } from '../../api/types';
import {
  kindOf,
  senseOf,
  sensesFor,
  withWord,
  wordRows,
  type StatusMap,
  type WordRow,
  type Words,
} from '../../base/status_words';
import { DataTable, type Column } from '../../parts/data_table';
import { useSenseName } from './status_names';

const unset = '';

type ChoiceProps = { row: WordRow; onChoose: (sense: string | null) => void };

function Choice({ row, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const name = useSenseName();
  const without = row.inherited ?? row.known;
  const options = [
    {
      value: unset,
      label: without
        ? t('settings.maps.as_known', { sense: name(row.kind, without) })
        : t('settings.maps.choose'),
    },
    ...sensesFor(row).map((sense) => ({ value: sense, label: name(row.kind, sense) })),
  ];
  return (
    <Select
      showSearch
      className="map-choice"
      optionFilterProp="label"
      aria-label={t('settings.maps.meaning_of', { word: row.word })}
      status={senseOf(row) ? '' : 'error'}
      value={row.mapped ?? unset}
      options={options}
      onChange={(sense) => onChoose(sense === unset ? null : sense)}
    />
  );
}

function Meaning({ row }: { row: WordRow }) {
  const { t } = useTranslation();
  const name = useSenseName();
  const meant = senseOf(row);
  if (!meant) return <b className="map-unknown">{t('settings.maps.unknown')}</b>;
  return name(row.kind, meant);
}

type Props = {
  map: StatusMap;
  draft: Words;
  counts: TrialResult | undefined;
  onChange: ((words: Words) => void) | undefined; // undefined: only to be read
};

function useColumns({ draft, counts, onChange }: Props): Column<WordRow>[] {
  const { t } = useTranslation();
  const name = useSenseName();
  const seen = new Map<string, number>();
  for (const { word, count } of counts?.words ?? []) {
    seen.set(word, (seen.get(word) ?? 0) + count);
  }
  return [
    {
      key: 'word',
      title: t('settings.maps.word'),
      render: (row) => (
        <>
          <code>{row.word}</code>
          {row.label && <small className="quiet"> {t('settings.maps.label')}</small>}
        </>
      ),
    },
    {
      key: 'known',
      title: t('settings.maps.known'),
      width: 150,
      render: (row) => (row.known ? name(row.kind, row.known) : <span className="quiet">—</span>),
    },
    {
      key: 'mapped',
      title: t('settings.maps.mapped'),
      width: 260,
      render: (row) =>
        onChange ? (
          <Choice row={row} onChoose={(sense) => onChange(withWord(draft, row.word, sense))} />
        ) : (
          <Meaning row={row} />
        ),
    },
    {
      key: 'count',
      title: t('settings.maps.count'),
      width: 110,
      align: 'right',
      render: (row) => (counts ? (seen.get(row.word) ?? 0) : <span className="quiet">—</span>),
    },
  ];
}

/** A platform may announce a word before the first message brings it. */
function AddWord({ onAdd }: { onAdd: (word: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const word = text.trim();
  const add = () => {
    if (!kindOf(word)) return;
    onAdd(word);
    setText('');
  };
  return (
    <Space.Compact className="map-add">
      <Input
        value={text}
        maxLength={200}
        aria-label={t('settings.maps.add_hint')}
        placeholder={t('settings.maps.add_hint')}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={add}
      />
      <Button icon={<PlusOutlined aria-hidden />} disabled={!kindOf(word)} onClick={add}>
        {t('settings.maps.add')}
      </Button>
    </Space.Compact>
  );
}

export function WordTable(props: Props) {
  const { t } = useTranslation();
  const [added, setAdded] = useState<string[]>([]);
  const columns = useColumns(props);
  const seen = [...added, ...(props.counts?.words.map(({ word }) => word) ?? [])];
  return (
    <>
      <DataTable
        label={t('settings.tabs.status_maps')}
        columns={columns}
        rows={wordRows(props.map, props.draft, seen)}
        rowKey={(row) => row.word}
      />
      {props.onChange && <AddWord onAdd={(word) => setAdded([word, ...added])} />}
    </>
  );
}
