// Languages: Chinese unless somebody chose otherwise. Only the chosen one is loaded.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Text } from './zh';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Text };
  }
}

export type Language = 'zh-CN' | 'en';
const storeKey = 'ordo.language';

export function chosenLanguage(): Language {
  return localStorage.getItem(storeKey) === 'en' ? 'en' : 'zh-CN';
}

async function load(language: Language): Promise<Text> {
  return language === 'en' ? (await import('./en')).en : (await import('./zh')).zh;
}

export async function startText(): Promise<void> {
  const language = chosenLanguage();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    load: 'currentOnly',
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: await load(language) } },
  });
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storeKey, language);
  i18next.addResourceBundle(language, 'translation', await load(language), true, true);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
