import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router-dom';
import { LiveProvider } from '../live/live';
import { Shell } from './shell';
import { themeOf, useCalm, useDark } from './theme';
import './shell.css';
import '../parts/page.css';
import '../parts/table.css';
import '../parts/card.css';
import '../parts/filters.css';
import './phone.css';

const Orders = lazy(() => import('../pages/orders/orders_page'));
const Order = lazy(() => import('../pages/order/order_page'));
const Stock = lazy(() => import('../pages/stock/stock_page'));
const StockItem = lazy(() => import('../pages/stock/item_page'));
const StockDocument = lazy(() => import('../pages/stock/document_page'));
const Search = lazy(() => import('../pages/search/search_page'));
const Review = lazy(() => import('../pages/review/review_page'));
const Messages = lazy(() => import('../pages/messages/messages_page'));
const Calls = lazy(() => import('../pages/calls/calls_page'));
const Shops = lazy(() => import('../pages/shops/shops_page'));
const Alerts = lazy(() => import('../pages/alerts/alerts_page'));
const Settings = lazy(() => import('../pages/settings/settings_page'));
const Missing = lazy(() => import('./missing'));

function Pages() {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<Navigate to="/orders" replace />} />
        <Route path="orders" element={<Orders />} />
        <Route path="orders/:id" element={<Order />} />
        <Route path="stock/:tab?" element={<Stock />} />
        <Route path="stock/items/:id" element={<StockItem />} />
        <Route path="stock/documents/:id" element={<StockDocument />} />
        <Route path="search" element={<Search />} />
        <Route path="review" element={<Review />} />
        <Route path="messages" element={<Messages />} />
        <Route path="messages/calls" element={<Calls />} />
        <Route path="shops" element={<Shops />} />
        <Route path="alerts/:tab?" element={<Alerts />} />
        <Route path="settings/:tab?" element={<Settings />} />
        <Route path="*" element={<Missing />} />
      </Route>
    </Routes>
  );
}

export default function Console() {
  const { i18n } = useTranslation();
  const dark = useDark();
  const calm = useCalm();
  const chinese = i18n.language !== 'en';
  useEffect(() => void dayjs.locale(chinese ? 'zh-cn' : 'en'), [chinese]);
  return (
    <ConfigProvider
      theme={themeOf(dark, calm)}
      locale={chinese ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <AntApp message={{ maxCount: 3 }} notification={{ placement: 'bottomRight' }}>
        <LiveProvider>
          <BrowserRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
            <Pages />
          </BrowserRouter>
        </LiveProvider>
      </AntApp>
    </ConfigProvider>
  );
}
