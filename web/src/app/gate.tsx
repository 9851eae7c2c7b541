// The door: whoever is signed in finds the console behind it, everybody else the sign-in page, which is
// small because it comes without the component library.
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { SignIn } from '../pages/sign_in/sign_in';

const openConsole = () => import('./console');
const Console = lazy(openConsole);

function Splash() {
  return (
    <div className="splash" role="status" aria-label="Ordo">
      <img src="/mark.svg" alt="" width={40} height={40} />
    </div>
  );
}

function Unreachable({ retry }: { retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="splash" role="alert">
      <div className="splash-text">
        <h1>{t('failure.unreachable')}</h1>
        <p>{t('failure.unreachable_hint')}</p>
        <button className="plain-button" onClick={retry}>
          {t('common.retry')}
        </button>
      </div>
    </div>
  );
}

export function Gate() {
  const session = useSession();
  const wasIn = useRef(false);
  if (session.data) wasIn.current = true;
  // Loaded while the password is being typed.
  useEffect(() => void openConsole(), []);
  if (session.isPending) return <Splash />;
  if (session.isError) return <Unreachable retry={() => void session.refetch()} />;
  if (!session.data) return <SignIn ended={wasIn.current} />;
  return (
    <Suspense fallback={<Splash />}>
      <Console />
    </Suspense>
  );
}
