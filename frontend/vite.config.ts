import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../sansan/ui/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    // The browsers of offices: several years of Chromium behind.
    target: ["chrome90", "firefox91", "safari15"],
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: ["src/main.ts"] },
  },
});
