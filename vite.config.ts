import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type ServerOptions } from 'vite'
import { readConfig } from './server/platform/config.ts'

const serverPaths = ['/api', '/docs', '/livez', '/metrics', '/openapi.json', '/readyz']
const livePath = '/ws'

/** The web application: built into web/dist, or served with reload on 5173 in front of a running Docket. */
export default defineConfig(({ command }) => ({
  root: fileURLToPath(new URL('./web', import.meta.url)),
  plugins: [react(), tailwindcss()],
  clearScreen: false,
  // A build is the same whatever the settings are, and must not fail for one of them.
  server: command === 'serve' ? serverOptions() : {},
  build: {
    emptyOutDir: true,
    // Docket's content security policy allows no data: addresses and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}))

function serverOptions(): ServerOptions {
  const { host, port } = readConfig()
  const target = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  // The page's own Host goes on to Docket, or it would be of another origin than the page and refused.
  const proxy = { target, changeOrigin: false }
  return {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    proxy: {
      ...Object.fromEntries(serverPaths.map((path) => [path, proxy])),
      [livePath]: { ...proxy, ws: true },
    },
  }
}
