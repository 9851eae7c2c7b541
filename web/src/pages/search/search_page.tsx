// All that a number or a word names, kind by kind. The keys walk from the first hit to the last, whatever kind
// they are of.
import { SearchOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { may, useSession } from '../../api/session';
import type { Session } from '../../api/types';
import { lookBeside, neighbour } from '../../base/peek';
import { placesOf, searchFor, useSearch, type Search } from '../../base/search';
import { useFreshness } from '../../parts/freshness';
import { useHotkeys } from '../../parts/hotkeys';
import { Page } from '../../parts/page';
import { Failure, Loading, Nothing } from '../../parts/states';
import { useFound, type Group } from './found';
import './search.css';

/** One cursor for all groups: which hit it stands on. */
function useWalk(groups: readonly Group[]) {
  const navigate = useNavigate();
  const hits = groups.flatMap((group) => group.hits);
  const [chosen, setChosen] = useState<string>();
  const at = Math.max(
    0,
    hits.findIndex(({ key }) => key === chosen),
  );
  const hit = hits[at];
  const step = (by: number) => setChosen(hits[neighbour(hits.length, at, by)]?.key);
  const keys = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    Enter: () => hit && navigate(hit.address),
    o: () => hit?.order && lookBeside(hit.order),
  };
  useHotkeys(hits.length ? keys : {});
  return hit?.key;
}

type Asked = { search: Search; session: Session | null | undefined };

/** Where was looked, in words: also what was left out, and why. */
function SearchedIn({ search, session }: Asked) {
  const { t } = useTranslation();
  const places = placesOf(search);
  const number = search.kind === 'q';
  const messages = number && may(session, 'messages', false);
  const asMessage = Boolean(places.messageId || places.externalId);
  return (
    <ul className="searched-in">
      <li>{t(number ? 'search.in.numbers' : `search.in.${search.kind as 'name'}`)}</li>
      {messages && asMessage && <li>{t('search.in.messages')}</li>}
      {messages && places.call && <li>{t('search.in.calls')}</li>}
      {places.shop && may(session, 'shops', false) && <li>{t('search.in.shops')}</li>}
      {messages && !asMessage && <li>{t('search.in.not_messages')}</li>}
    </ul>
  );
}

function Note({ search, more, onMore }: { search: Search; more: boolean; onMore: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="search-note" role="status">
      <span>{t('orders.searching', { text: search.text })}</span>
      <span className="quiet">{t(`orders.by.${search.kind}`)}</span>
      {more && (
        <span className="quiet">
          {t('orders.search_older')}
          <Button type="link" size="small" onClick={onMore}>
            {t('orders.search_go_on')}
          </Button>
        </span>
      )}
      <Button size="small" onClick={() => searchFor(undefined)}>
        {t('common.clear')}
      </Button>
    </div>
  );
}

function Results({ search }: { search: Search }) {
  const { t } = useTranslation();
  const session = useSession().data;
  const [cursor, setCursor] = useState<string>();
  const { groups, pending, error, next, again } = useFound(search, cursor);
  const at = useWalk(groups);
  const none = !pending && !error && groups.every(({ hits }) => hits.length === 0);
  return (
    <>
      <Note search={search} more={Boolean(next)} onMore={() => setCursor(next)} />
      {groups.map(({ kind, name, hits, table }) =>
        hits.length > 0 ? (
          <section key={kind} className="found" aria-label={name}>
            <h2>
              {name} <span className="number">{hits.length}</span>
            </h2>
            {table(at)}
          </section>
        ) : null,
      )}
      {pending && <Loading rows={6} />}
      {Boolean(error) && <Failure error={error} retry={again} />}
      {none && (
        <Nothing
          icon={<SearchOutlined />}
          title={t('search.empty', { text: search.text })}
          hint={t('search.searched')}
          action={<SearchedIn search={search} session={session} />}
        />
      )}
    </>
  );
}

export default function SearchPage() {
  const { t } = useTranslation();
  const search = useSearch();
  const fresh = useFreshness();
  useEffect(() => {
    if (!search) document.getElementById('search')?.focus();
  }, [search]);
  return (
    <Page title={t('search.title')} of={fresh}>
      {search ? (
        <Results key={`${search.kind} ${search.text}`} search={search} />
      ) : (
        <Nothing
          icon={<SearchOutlined />}
          title={t('search.start')}
          hint={t('search.start_hint')}
        />
      )}
    </Page>
  );
}
