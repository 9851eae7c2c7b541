// Ant Design in our colours. Dark and stillness follow the system.
import { theme, type ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
const calmQuery = window.matchMedia('(prefers-reduced-motion: reduce)');

function useWish(query: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
}

/** What the system of the person who looks asks for. */
export const useDark = () => useWish(darkQuery);
export const useCalm = () => useWish(calmQuery);

export function themeOf(dark: boolean, calm: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    hashed: false,
    cssVar: true,
    token: {
      colorPrimary: dark ? '#2bb3a3' : '#0f766e',
      colorInfo: dark ? '#2bb3a3' : '#0f766e',
      colorLink: dark ? '#3cc4b4' : '#0f766e',
      colorBgLayout: dark ? '#101416' : '#f6f7f8',
      colorBgContainer: dark ? '#171c1f' : '#ffffff',
      colorBgElevated: dark ? '#1e2427' : '#ffffff',
      colorText: dark ? '#e4eaec' : '#1b2429',
      colorTextSecondary: dark ? '#9aa8af' : '#5c6a72',
      colorBorder: dark ? '#36424a' : '#d5dbdf',
      colorBorderSecondary: dark ? '#2b3439' : '#e3e7ea',
      fontFamily: 'var(--sans)',
      fontFamilyCode: 'var(--mono)',
      borderRadius: 7,
      fontSize: 14,
      controlHeight: 34,
      wireframe: false,
      motion: !calm,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Drawer: { paddingLG: 20 },
    },
  };
}
