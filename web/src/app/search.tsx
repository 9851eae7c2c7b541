import { LoadingOutlined, SearchOutlined } from '@ant-design/icons';
import { Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router-dom';
import { useFindOne } from '../api/search';
import { may, sees, useSession } from '../api/session';
import type { Session } from '../api/types';
import { lookBeside } from '../base/peek';
import {
  searchFor,
  searchKinds,
  useSearch,
  type Search as Wanted,
  type SearchKind,
} from '../base/search';

/** Whoever sees people masked could find them out by guessing: what the hub refuses is not offered. */
function kindsFor(session: Session | null | undefined): SearchKind[] {
  const open: Record<SearchKind, boolean> = {
    q: true,
    phone: sees(session, 'people') || may(session, 'lookup', false),
    phone_tail: sees(session, 'people') || may(session, 'lookup', false),
    name: sees(session, 'people'),
    address: sees(session, 'address'),
  };
  return searchKinds.filter((kind) => open[kind]);
}

export function Search() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const place = useLocation();
  const search = useSearch();
  const findOne = useFindOne();
  const session = useSession().data;
  const kinds = kindsFor(session);
  const [kind, setKind] = useState<SearchKind>('q');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!search) setText('');
  }, [search]);

  /** A number that names one order, and nothing else, shows it beside the page that somebody is on. */
  async function show(wanted: Wanted) {
    setBusy(true);
    const one = await findOne(wanted).catch(() => undefined);
    setBusy(false);
    if (one) {
      setText('');
      lookBeside(one.id);
      return;
    }
    searchFor(wanted);
    navigate('/search');
  }

  function submit() {
    const wanted = text.trim() ? { kind, text: text.trim() } : undefined;
    const listed = ['/orders', '/search'].includes(place.pathname);
    if (wanted && kind === 'q' && !listed) void show(wanted);
    else {
      searchFor(wanted);
      if (wanted) navigate('/search');
    }
    // What was found is walked and looked at with the keys.
    if (wanted) document.getElementById('search')?.blur();
  }

  return (
    <Space.Compact className="search" role="search">
      <Select
        value={kind}
        onChange={setKind}
        aria-label={t('orders.search_label')}
        popupMatchSelectWidth={false}
        options={kinds.map((value) => ({ value, label: t(`orders.by.${value}`) }))}
      />
      <Input
        id="search"
        value={text}
        allowClear
        autoComplete="off"
        aria-label={t('common.search')}
        placeholder={t(`orders.hint.${kind}`)}
        prefix={busy ? <LoadingOutlined /> : <SearchOutlined />}
        suffix={<kbd>/</kbd>}
        onChange={(event) => {
          setText(event.target.value);
          if (!event.target.value) searchFor(undefined);
        }}
        onPressEnter={submit}
        // Down leads to what was found.
        onKeyDown={({ key, currentTarget }) =>
          (key === 'Escape' || key === 'ArrowDown') && currentTarget.blur()
        }
      />
    </Space.Compact>
  );
}
