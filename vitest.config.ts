import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["islands/**/*.test.ts"], environment: "node" } });
