import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.ts'
import { pressableStyle } from './pressable-style.ts'

const hub = process.env['LEADYARD_URL'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    { ...optimizeLocales.vite({ locales: ['en-US', 'fr-FR'] }), enforce: 'pre' },
    react(),
    pressableStyle(),
    compressed(),
  ],
  build: {
    target: 'baseline-widely-available',
    // `data:` URLs are refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: true,
  },
  // `npm run console`: pages from here, everything else from a running hub.
  server: { proxy: { '/api': hub } },
})
