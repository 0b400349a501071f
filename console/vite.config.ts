import optimizeLocales from '@react-aria/optimize-locales-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.ts'
import { firstFiles } from './first-files.ts'
import { pressableStyle } from './pressable-style.ts'

const hub = process.env['LEADYARD_URL'] ?? 'http://127.0.0.1:8080'

/** Few files: a browser asks for six at a time. The entry stays apart, so that it runs before the others are there. */
const entry = ['main', 'hub/early', 'hub/attended', 'app/pages', 'app/stored', 'app/text-files', 'texts/later']
const groups = [
  { name: 'entry', test: new RegExp(`console/(${entry.join('|')})\\.ts$`), priority: 3 },
  { name: 'ground', test: /node_modules/, minShareCount: 8, priority: 2 },
  { name: 'parts', test: /console[\\/](app|hub|parts|styles)[\\/]|src[\\/]client/, minShareCount: 6, priority: 1 },
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    { ...optimizeLocales.vite({ locales: ['en-US', 'fr-FR'] }), enforce: 'pre' },
    react(),
    pressableStyle(),
    firstFiles(),
    compressed(),
  ],
  build: {
    target: 'baseline-widely-available',
    // `data:` URLs are refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    manifest: true,
    // All styles together weigh less than the requests for their parts.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  // `npm run console`: pages from here, everything else from a running hub.
  server: { proxy: { '/api': hub } },
})
