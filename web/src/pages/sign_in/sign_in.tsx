import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client';
import { useSignIn } from '../../api/session';
import { chooseLanguage, type Language } from '../../text';
import { Street } from './street';
import './sign_in.css';

type Fields = { login: string; password: string; fresh: string; again: string };

function Field(props: {
  id: keyof Fields;
  label: string;
  type?: string;
  value: string;
  autoComplete: string;
  autoFocus?: boolean;
  wrong: boolean;
  onChange: (value: string) => void;
}) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      <input
        id={props.id}
        name={props.id}
        type={props.type ?? 'text'}
        value={props.value}
        autoComplete={props.autoComplete}
        autoFocus={props.autoFocus}
        aria-invalid={props.wrong}
        aria-describedby="wrong"
        required
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}

/** What a refused sign-in means to the person in front of it. */
function useWords() {
  const { t } = useTranslation();
  return (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return t('failure.unreachable');
    if (error.code === 'sign_in_locked') {
      return t('sign_in.locked', { seconds: error.retryAfterS ?? 1 });
    }
    if (error.code === 'password_too_short') return t('sign_in.too_short');
    if (error.status === 401) return t('sign_in.wrong');
    return error.message;
  };
}

function Brand() {
  const { t } = useTranslation();
  return (
    <div className="sign-in-brand">
      <img src="/mark.svg" alt="" width={36} height={36} />
      <span>{t('brand.name')}</span>
    </div>
  );
}

function Languages() {
  const { i18n } = useTranslation();
  const names: [Language, string][] = [
    ['zh-CN', '中文'],
    ['en', 'English'],
  ];
  return (
    <div className="languages">
      {names.map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => void chooseLanguage(language)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Form({ ended }: { ended: boolean }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const words = useWords();
  const [fields, setFields] = useState<Fields>({ login: '', password: '', fresh: '', again: '' });
  const [first, setFirst] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(ended ? t('sign_in.ended') : '');
  const set = (change: Partial<Fields>) => setFields((held) => ({ ...held, ...change }));
  // That a session has ended is nobody's mistake.
  const mistaken = wrong !== '' && wrong !== t('sign_in.ended');

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (first && fields.fresh !== fields.again) return setWrong(t('sign_in.mismatch'));
    setBusy(true);
    setWrong('');
    try {
      await signIn(fields.login.trim(), fields.password, first ? fields.fresh : undefined);
    } catch (error) {
      const change = error instanceof ApiProblem && error.code === 'password_change_required';
      if (change) setFirst(true);
      else setWrong(words(error));
      setBusy(false);
    }
  }

  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      <h1>{t(first ? 'sign_in.first_title' : 'sign_in.title')}</h1>
      <p className="hint">{t(first ? 'sign_in.first_hint' : 'sign_in.first_run')}</p>
      {!first && (
        <>
          <Field
            id="login"
            label={t('sign_in.login')}
            value={fields.login}
            autoComplete="username"
            wrong={mistaken}
            autoFocus
            onChange={(login) => set({ login })}
          />
          <Field
            id="password"
            label={t('sign_in.password')}
            type="password"
            value={fields.password}
            autoComplete="current-password"
            wrong={mistaken}
            onChange={(password) => set({ password })}
          />
        </>
      )}
      {first && (
        <>
          <Field
            id="fresh"
            label={t('sign_in.new_password')}
            type="password"
            value={fields.fresh}
            autoComplete="new-password"
            wrong={mistaken}
            autoFocus
            onChange={(fresh) => set({ fresh })}
          />
          <Field
            id="again"
            label={t('sign_in.repeat')}
            type="password"
            value={fields.again}
            autoComplete="new-password"
            wrong={mistaken}
            onChange={(again) => set({ again })}
          />
        </>
      )}
      <div id="wrong" className={mistaken ? 'wrong' : 'wrong calm'} role="alert">
        {wrong}
      </div>
      <button className="submit" type="submit" disabled={busy}>
        {busy ? t('sign_in.submitting') : t(first ? 'sign_in.first_submit' : 'sign_in.submit')}
      </button>
      {first && (
        <button className="link" type="button" onClick={() => setFirst(false)}>
          {t('sign_in.back')}
        </button>
      )}
    </form>
  );
}

export function SignIn({ ended }: { ended: boolean }) {
  const { t } = useTranslation();
  return (
    <main className="sign-in">
      <section className="sign-in-story" aria-hidden="true">
        <Brand />
        <div>
          <p className="sign-in-line">{t('brand.line')}</p>
          <Street />
          <ul>
            <li>{t('sign_in.point_1')}</li>
            <li>{t('sign_in.point_2')}</li>
            <li>{t('sign_in.point_3')}</li>
          </ul>
        </div>
        <span />
      </section>
      <section className="sign-in-side">
        <header>
          <Brand />
          <Languages />
        </header>
        <Form ended={ended} />
      </section>
    </main>
  );
}
