// Trying a map on messages that are kept, before it is published.
import { Alert } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { tryStatusMap, type MapOf } from '../../api/status_maps';
import type { TrialResult } from '../../api/types';
import { kindOf, type Words } from '../../base/status_words';
import { DataTable, type Column } from '../../parts/data_table';
import { Failure } from '../../parts/states';
import { ShopName } from '../../parts/words';
import { useSenseName } from './status_names';

const messagesTried = 500;

/** What was tried, and what came of it. */
export type Tried = { words: Words; result: TrialResult };

export function useTrial(of: MapOf) {
  const trial = useMutation({
    gcTime: 0,
    mutationFn: async (words: Words): Promise<Tried> => ({
      words,
      result: await tryStatusMap(of, words, messagesTried),
    }),
  });
  return {
    busy: trial.isPending,
    tried: trial.data,
    error: trial.error,
    run: (words: Words) => trial.mutate(words),
  };
}

type Sample = TrialResult['samples'][number];

/** Null: the word has no meaning there. */
function useMeaning() {
  const { t } = useTranslation();
  const name = useSenseName();
  return (word: string, sense: string | null): string => {
    const kind = kindOf(word);
    if (!sense || !kind) return t('settings.maps.unknown');
    return name(kind, sense);
  };
}

function useColumns(): Column<Sample>[] {
  const { t } = useTranslation();
  const meaning = useMeaning();
  return [
    {
      key: 'order',
      title: t('orders.channel_order_no'),
      render: (sample) => <span className="number">{sample.channel_order_no ?? '—'}</span>,
    },
    { key: 'shop', title: t('orders.shop'), render: (sample) => <ShopName code={sample.shop} /> },
    {
      key: 'word',
      title: t('settings.maps.word'),
      render: (sample) => <code>{sample.word}</code>,
    },
    {
      key: 'change',
      title: t('settings.maps.change'),
      render: (sample) => (
        <>
          {meaning(sample.word, sample.present)} → <b>{meaning(sample.word, sample.tried)}</b>
        </>
      ),
    },
    {
      key: 'message',
      title: t('messages.id'),
      width: 110,
      render: (sample) => (
        <Link to={`/messages?id=${sample.message_id}`}>#{sample.message_id}</Link>
      ),
    },
  ];
}

function Left({ result }: { result: TrialResult }) {
  const { t } = useTranslation();
  const unknown = result.words.filter(({ tried }) => !tried);
  if (unknown.length === 0) return null;
  return (
    <Alert
      showIcon
      type="warning"
      message={t('settings.maps.left', { count: unknown.length })}
      description={unknown.map(({ word, count }) => (
        <div key={word}>
          <code>{word}</code> × {count}
        </div>
      ))}
    />
  );
}

function Waiting({ result: { parked, would_pass } }: { result: TrialResult }) {
  const { t } = useTranslation();
  if (parked === 0) return null;
  return (
    <Alert
      showIcon
      type={would_pass > 0 ? 'success' : 'info'}
      message={t('settings.maps.parked', { parked, would_pass })}
      action={<Link to="/review">{t('settings.maps.to_review')}</Link>}
    />
  );
}

export function TrialOutcome({ trial }: { trial: ReturnType<typeof useTrial> }) {
  const { t } = useTranslation();
  const columns = useColumns();
  if (trial.error) return <Failure error={trial.error} />;
  if (!trial.tried) return null;
  const { result } = trial.tried;
  const { messages, changed, erased, unreadable } = result;
  return (
    <section className="trial" aria-label={t('settings.maps.outcome')} aria-live="polite">
      <h3>{t('settings.maps.outcome')}</h3>
      <p>{t('settings.maps.looked', { messages, changed })}</p>
      {erased + unreadable > 0 && (
        <p className="quiet">{t('settings.maps.not_looked', { erased, unreadable })}</p>
      )}
      <Left result={result} />
      <Waiting result={result} />
      {result.samples.length > 0 && (
        <DataTable
          label={t('settings.maps.outcome')}
          columns={columns}
          rows={result.samples}
          rowKey={(sample) => `${sample.message_id} ${sample.word}`}
        />
      )}
    </section>
  );
}
