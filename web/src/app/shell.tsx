import { Alert } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router-dom';
import { useMode } from '../api/hub';
import { useMay } from '../api/session';
import { lookBeside, useBeside } from '../base/peek';
import { Boundary } from '../parts/boundary';
import { useHotkeys } from '../parts/hotkeys';
import { Loading } from '../parts/states';
import { Search } from './search';
import { ShortcutHelp } from './shortcut_help';
import { Sidebar } from './sidebar';
import { LiveMark, UserMenu } from './topbar';
import { usePreferences } from './preferences';

function ModeBanner() {
  const { t } = useTranslation();
  const now = useMode().data?.value;
  const mode = now?.mode;
  const maySwitch = useMay('settings');
  if (!mode || mode === 'normal') return null;
  return (
    <Alert
      banner
      type={mode === 'shed' ? 'error' : 'warning'}
      message={
        <>
          <b>{t('settings.mode.busy')}</b> {t(`settings.mode.banner_${mode}`)}
          {now.cause && ` ${t(`settings.mode.cause_${now.cause}`)}`}
        </>
      }
      action={maySwitch && <Link to="/settings/mode">{t('settings.mode.to_settings')}</Link>}
    />
  );
}

const OrderPanel = lazy(() =>
  import('../pages/order/order_panel').then((file) => ({ default: file.OrderPanel })),
);

/** Who goes on to another page has left it. */
function Beside({ id }: { id: string }) {
  const { pathname } = useLocation();
  const opened = useRef(pathname);
  useEffect(() => {
    if (pathname !== opened.current) lookBeside(undefined);
  }, [pathname]);
  return (
    <Suspense>
      <OrderPanel id={id} ids={[]} onGo={lookBeside} onClose={() => lookBeside(undefined)} />
    </Suspense>
  );
}

export function Shell() {
  const { t } = useTranslation();
  const { narrow } = usePreferences();
  const [help, setHelp] = useState(false);
  const beside = useBeside();
  const navigate = useNavigate();
  const place = useLocation();
  const isOne = /^\/(orders|stock\/items|stock\/documents)\/./.test(place.pathname);
  useHotkeys({
    '?': () => setHelp(true),
    '/': () => document.getElementById('search')?.focus(),
    ...(isOne && !beside ? { Escape: () => navigate(-1) } : {}),
  });
  return (
    <div className={narrow ? 'shell narrow' : 'shell'}>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <Sidebar />
      <div className="shell-main">
        <header className="topbar">
          <Search />
          <div className="topbar-end">
            <LiveMark />
            <UserMenu onHelp={() => setHelp(true)} />
          </div>
        </header>
        <ModeBanner />
        <main id="content" tabIndex={-1}>
          <Boundary key={place.pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Boundary>
        </main>
      </div>
      {beside && <Beside id={beside} />}
      <ShortcutHelp open={help} onClose={() => setHelp(false)} />
    </div>
  );
}
