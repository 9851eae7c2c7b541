// What a search has found, as groups of one kind each.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { useOrderSearch } from '../../api/orders';
import { useFoundByTail, useFoundCalls, useFoundMessages } from '../../api/search';
import { sees, useMay, useSession } from '../../api/session';
import { useShops } from '../../api/shops';
import type { CallRecord, Message, Order, Shop } from '../../api/types';
import { lookBeside } from '../../base/peek';
import { placesOf, shopsNamed, type Search } from '../../base/search';
import { DataTable, type Column } from '../../parts/data_table';
import { useCallColumns } from '../calls/call_table';
import { useMessageColumns } from '../messages/message_columns';
import { useOrderColumns } from '../orders/columns';
import '../orders/orders.css';

/** `order`: the id of an order, which can be looked at beside what was found. */
export type Hit = { key: string; address: string; order?: string };
export type Group = {
  kind: string;
  name: string;
  hits: Hit[];
  table: (at: string | undefined) => ReactNode;
};

type Rows<Row> = {
  kind: string;
  name: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  id: (row: Row) => string;
  address: (row: Row) => string;
  order?: (row: Row) => string;
};

/** Keys tell kinds apart: a message may have an order's number. */
function useGroup() {
  const navigate = useNavigate();
  return function group<Row>({ kind, name, rows, columns, id, address, order }: Rows<Row>): Group {
    const key = (row: Row) => `${kind} ${id(row)}`;
    const hits = rows.map((row) => ({
      key: key(row),
      address: address(row),
      ...(order ? { order: order(row) } : {}),
    }));
    const table = (at: string | undefined) => (
      <DataTable
        label={name}
        columns={columns}
        rows={[...rows]}
        rowKey={key}
        onOpen={(row) => navigate(address(row))}
        at={at}
      />
    );
    return { kind, name, hits, table };
  };
}

function useShopColumns(): Column<Shop>[] {
  const { t } = useTranslation();
  return [
    { key: 'name', title: t('orders.shop'), render: (shop) => shop.name || shop.code },
    {
      key: 'code',
      title: t('shops.code'),
      width: 260,
      render: (shop) => <span className="number">{shop.code}</span>,
    },
    { key: 'channel', title: t('orders.channel'), width: 160, render: (shop) => shop.channel },
  ];
}

export function useFound(search: Search, cursor: string | undefined) {
  const { t } = useTranslation();
  const places = placesOf(search);
  const group = useGroup();
  const mayMessages = useMay('messages', false);
  const orders = useOrderSearch(search, cursor);
  const tails = useFoundByTail(places, sees(useSession().data, 'people'));
  const messages = useFoundMessages(places, mayMessages);
  const calls = useFoundCalls(places, mayMessages);
  const shops = shopsNamed(useShops().data?.items ?? [], places.shop);
  const orderColumns = useOrderColumns(({ id }) => lookBeside(id));
  const messageColumns = useMessageColumns();
  const callColumns = useCallColumns();
  const shopColumns = useShopColumns();
  const ofOrders = (kind: string, name: string, rows: readonly Order[]) =>
    group<Order>({
      kind,
      name,
      rows,
      columns: orderColumns,
      id: (order) => order.id,
      address: (order) => `/orders/${order.id}`,
      order: (order) => order.id,
    });
  const byNumber = orders.data?.items ?? [];
  const known = new Set(byNumber.map(({ id }) => id));
  const groups = [
    ofOrders('order', t('orders.title'), byNumber),
    ofOrders(
      'tail',
      t('search.by_tail', { text: places.phoneTail }),
      (tails.data ?? []).filter(({ id }) => !known.has(id)),
    ),
    group<Message>({
      kind: 'message',
      name: t('messages.title'),
      rows: messages.data ?? [],
      columns: messageColumns,
      id: (message) => message.id,
      address: (message) => `/messages?id=${message.id}`,
    }),
    group<Shop>({
      kind: 'shop',
      name: t('shops.title'),
      rows: shops,
      columns: shopColumns,
      id: (shop) => shop.code,
      address: (shop) => `/shops?shop=${encodeURIComponent(shop.code)}`,
    }),
    group<CallRecord>({
      kind: 'call',
      name: t('call_log.title'),
      rows: calls.data ?? [],
      columns: callColumns,
      id: (call) => call.id,
      address: (call) => `/messages/calls?id=${call.id}`,
    }),
  ];
  const asked = [orders, tails, messages, calls];
  return {
    groups,
    pending: asked.some((query) => query.isLoading),
    error: asked.find((query) => query.isError)?.error,
    next: orders.data?.next_cursor ?? undefined,
    again: () => asked.forEach((query) => query.isError && void query.refetch()),
  };
}
