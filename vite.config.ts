import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds the pages into dist/web, one chunk a page. In development it passes API calls on to a running server. */
export default defineConfig({
  root: 'src/web',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // Files, never data: addresses: the content security policy allows scripts and fonts from ourselves only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Which chunks each page loads, for `tests/weight.test.ts`.
    manifest: true,
  },
  server: {
    fs: { allow: ['..', '../../node_modules'] },
    proxy: Object.fromEntries(
      ['/rest', '/session', '/oauth', '/healthz'].map((path) => [
        path,
        process.env.GUSSET_URL ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
})
