/** Which room of `src` may import from which: imports look down only. `npm run check` holds it. */

/** Each room, and the rooms below it that it may import from. Every room may import from itself. */
export const ROOMS = {
  lib: [],
  vector: ["lib"],
  encoder: ["lib"],
  store: ["lib"],
  catalog: ["vector", "lib"],
  ranking: ["catalog", "vector", "lib"],
  worker: ["ranking", "store", "catalog", "encoder", "vector", "lib"],
  client: ["lib"],
  element: ["client", "lib"],
  react: ["element"],
  frameworks: ["element"],
  build: ["ranking", "catalog", "encoder", "vector", "lib"],
  cli: ["build", "lib"],
};

/** Single files that a room may import from besides, and why. */
export const EXCEPTIONS = {
  // The page's side of the contract that the worker fulfils, and its wire.
  client: ["src/worker/contract.ts", "src/worker/wire.ts"],
  // The widget is written against the public API, as a page would be.
  element: ["src/index.ts"],
  // The command prints the package's version.
  cli: ["package.json"],
};

const path = (room) => `^src/${room}/`;

export default {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, below]) => ({
      name: `${room}-looks-down`,
      comment: `src/${room} may import from ${below.length > 0 ? below.join(", ") : "no other room"}.`,
      severity: "error",
      from: { path: path(room) },
      to: {
        path: "^(src/|package\\.json)",
        pathNot: [
          path(room),
          ...below.map(path),
          ...(EXCEPTIONS[room] ?? []).map((file) => `^${file}$`),
        ],
      },
    })),
    {
      name: "known-room",
      comment: "A new folder in src needs a line in the table of rooms.",
      severity: "error",
      from: { path: "^src/", pathNot: [...Object.keys(ROOMS).map(path), "^src/index\\.ts$"] },
      to: {},
    },
    {
      name: "pages-use-the-package",
      comment: "The demo's pages use the package as a shop would: its public API alone.",
      severity: "error",
      from: { path: "^demo/(store|camera|offline|plain)/" },
      to: { path: ["^src/", "^demo/products/"] },
    },
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one, or lack a third.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["node_modules", "/assembly/"] },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      conditionNames: ["import", "node"],
    },
  },
};
