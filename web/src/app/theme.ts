// Ant Design in our colours. Dark follows the system.
import { theme, type ThemeConfig } from 'antd';
import { useSyncExternalStore } from 'react';

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');

export function useDark(): boolean {
  return useSyncExternalStore(
    (changed) => {
      darkQuery.addEventListener('change', changed);
      return () => darkQuery.removeEventListener('change', changed);
    },
    () => darkQuery.matches,
  );
}

export function themeOf(dark: boolean): ThemeConfig {
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
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Drawer: { paddingLG: 20 },
    },
  };
}
