import { SearchOutlined } from '@ant-design/icons';
import { Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { may, sees, useSession } from '../api/session';
import type { Session } from '../api/types';
import { searchFor, searchKinds, useSearch, type SearchKind } from '../base/search';

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
  const search = useSearch();
  const kinds = kindsFor(useSession().data);
  const [kind, setKind] = useState<SearchKind>('q');
  const [text, setText] = useState('');
  useEffect(() => {
    if (!search) setText('');
  }, [search]);

  function submit() {
    const wanted = text.trim();
    searchFor(wanted ? { kind, text: wanted } : undefined);
    if (!wanted) return;
    navigate('/orders');
    // What was found is walked and looked at with the keys.
    document.getElementById('search')?.blur();
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
        prefix={<SearchOutlined />}
        suffix={<kbd>/</kbd>}
        onChange={(event) => {
          setText(event.target.value);
          if (!event.target.value) searchFor(undefined);
        }}
        onPressEnter={submit}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </Space.Compact>
  );
}
