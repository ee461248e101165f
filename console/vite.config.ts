import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `npm run dev -w console` proxies to a server that is already running.
const server = process.env.APRON_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/app/',
  plugins: [react()],
  server: { proxy: { '/api': server } },
  build: {
    chunkSizeWarningLimit: 700,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // The policy allows no data: font or script, so nothing is inlined.
    assetsInlineLimit: 0,
    sourcemap: false,
  },
})
