import { Alert, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { useStats } from '../../api/hub';
import { useReview, useReviewCounts } from '../../api/messages';
import type { RefusedObservation, ReviewItem, ReviewMessage } from '../../api/types';
import {
  ages,
  reviewFilters,
  type ReviewFilters,
  type ReviewKind,
} from '../../base/review_filters';
import { useAddressed } from '../../parts/addressed';
import { FilterBar } from '../../parts/filter_bar';
import { useFreshness } from '../../parts/freshness';
import { Page } from '../../parts/page';
import { Pager } from '../../parts/pager';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useZone } from '../../parts/words';
import { useCode } from '../messages/message_words';
import { Calls } from './calls';
import { Messages, Refused } from './review_lists';

const queueFull = 50;

const isMessage = (item: ReviewItem): item is ReviewMessage => item.type === 'message';
const isRefused = (item: ReviewItem): item is RefusedObservation => item.type !== 'message';

type Counts = ReturnType<typeof useReviewCounts>['data'];

/** How many of a kind wait, by reason; the most frequent first. */
function reasonsOf(counts: Counts, kind: ReviewKind): [string, number][] {
  const of = (counts?.items ?? []).filter(({ type }) => type === kind);
  return of.sort((a, b) => b.count - a.count).map(({ code, count }) => [code, count]);
}

/** As it is said: a `+` where counting ended early. Nothing while it is not known. */
function useTotal(counts: Counts) {
  const { i18n } = useTranslation();
  return (kind: ReviewKind): string => {
    if (!counts) return '';
    const total = reasonsOf(counts, kind).reduce((sum, [, count]) => sum + count, 0);
    return `${total.toLocaleString(i18n.language)}${counts.at_least ? '+' : ''}`;
  };
}

type PaneProps = {
  kind: ReviewKind;
  filters: ReviewFilters;
  onChange: (filters: ReviewFilters) => void;
  counts: Counts;
};

function Filters({ kind, filters, onChange, counts }: PaneProps) {
  const { t, i18n } = useTranslation();
  const code = useCode();
  const reasons = new Map(reasonsOf(counts, kind));
  // What was chosen stays in sight when none of it is left.
  if (filters.code && !reasons.has(filters.code)) reasons.set(filters.code, 0);
  const name = (reason: string) =>
    kind === 'message' ? code(reason) : t(`axis.${reason as 'payment'}`);
  const age = ages.map((value) => ({ value, label: t(`review.age.${value}`) }));
  return (
    <FilterBar
      set={reviewFilters}
      filters={filters}
      onChange={onChange}
      chips={{
        of: 'code',
        label: t(kind === 'message' ? 'review.by_reason' : 'trace.axis'),
        words: [...reasons.keys()],
        name: (reason) => (
          <>
            {name(reason)}{' '}
            <span className="number">
              {(reasons.get(reason) ?? 0).toLocaleString(i18n.language)}
            </span>
          </>
        ),
      }}
      choices={[{ of: 'age', label: t('review.age_name'), options: age }]}
      days={t('clock.received_at')}
    />
  );
}

function Pane(props: PaneProps) {
  const { kind, filters, onChange } = props;
  const { t } = useTranslation();
  const query = useReview(kind, filters, useZone()(filters.shop));
  const items = query.data?.items ?? [];
  const narrowed = reviewFilters.count(filters) > 0;
  return (
    <>
      <Filters {...props} />
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <Nothing
          title={t(narrowed ? 'review.empty_filtered' : 'review.empty')}
          hint={t(narrowed ? 'orders.empty_filtered_hint' : 'review.empty_hint')}
        />
      )}
      {/* What was chosen in one list is not chosen in another. */}
      <div key={reviewFilters.write(filters).toString()}>
        {kind === 'message' && items.some(isMessage) && <Messages rows={items.filter(isMessage)} />}
        {kind !== 'message' && items.some(isRefused) && <Refused rows={items.filter(isRefused)} />}
      </div>
      <Pager
        cursor={filters.cursor}
        next={query.data?.next_cursor}
        onCursor={(cursor) => onChange({ ...filters, cursor })}
      />
    </>
  );
}

const tabs = ['messages', 'refused', 'calls'] as const;
type Tab = (typeof tabs)[number];

/** What somebody chose, and otherwise where something waits. */
function useTab(counts: Counts): Tab {
  const [params] = useSearchParams();
  const chosen = tabs.find((tab) => tab === params.get('tab'));
  const none = counts && !reasonsOf(counts, 'message').length;
  return chosen ?? (none && counts.items.length ? 'refused' : 'messages');
}

export default function ReviewPage() {
  const { t } = useTranslation();
  const { filters, change } = useAddressed(reviewFilters, 'tab');
  const counts = useReviewCounts(filters, useZone()(filters.shop)).data;
  const total = useTotal(counts);
  const fresh = useFreshness();
  const parked = useStats().data?.parked ?? 0;
  const tab = useTab(counts);
  const pane = (kind: ReviewKind) => (
    <Pane kind={kind} filters={filters} onChange={(next) => change(next, tab)} counts={counts} />
  );
  const panes = [
    {
      key: 'messages',
      label: `${t('review.messages')} ${total('message')}`,
      children: pane('message'),
    },
    {
      key: 'refused',
      label: `${t('review.refused')} ${total('refused_observation')}`,
      children: pane('refused_observation'),
    },
    { key: 'calls', label: t('calls.tab'), children: <Calls /> },
  ];
  return (
    <Page title={t('review.title')} hint={t('review.hint')} of={fresh}>
      {parked > queueFull && <Alert type="warning" showIcon message={t('review.full')} />}
      <Tabs
        items={panes}
        activeKey={tab}
        // A reason is of one kind; where and how old hold for both.
        onChange={(next) => change(reviewFilters.change(filters, { code: undefined }), next)}
        destroyOnHidden
      />
    </Page>
  );
}
