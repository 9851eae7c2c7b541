import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The hub that the development server passes calls on to.
const hub = process.env.ORDO_HUB ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: process.env.ORDO_CONSOLE_OUT ?? '../build/web/dist',
    emptyOutDir: true,
    target: 'es2022',
    // A picture inside a script would be one more thing for the content security policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: { '/api': { target: hub, ws: true } },
  },
  test: { include: ['src/**/*.test.ts'] },
});
