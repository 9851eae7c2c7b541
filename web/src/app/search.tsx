import { SearchOutlined } from '@ant-design/icons';
import { Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { seesPeople, useSession } from '../api/session';
import { searchFor, searchKinds, useSearch, type SearchKind } from '../base/search';

export function Search() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch();
  const role = useSession().data?.role;
  const [kind, setKind] = useState<SearchKind>('q');
  const [text, setText] = useState('');
  useEffect(() => {
    if (!search) setText('');
  }, [search]);
  // Whoever sees people masked could find them out by guessing: the hub refuses, so it is not offered.
  const kinds = seesPeople(role) ? searchKinds : (['q'] as const);

  function submit() {
    const wanted = text.trim();
    searchFor(wanted ? { kind, text: wanted } : undefined);
    if (wanted) navigate('/orders');
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
