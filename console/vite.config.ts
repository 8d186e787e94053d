import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The server replaces __CSP_NONCE__ in index.html with a fresh nonce for each response.
export default defineConfig({
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': process.env.HUIXIN_URL ?? 'http://127.0.0.1:8080' },
  },
  build: {
    // Chromium 86 is what the oldest domestic browsers in use are built on.
    target: ['chrome86', 'edge86', 'firefox91', 'safari14'],
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 }],
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.{ts,tsx}'] },
});
