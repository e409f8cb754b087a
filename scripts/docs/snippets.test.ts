/** Snippets of README and docs: they compile in strict mode, their commands exist, and some of them run. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Parser } from "htmlparser2";
import { afterAll, expect, test } from "vitest";
import { readRulesFile } from "../../src/build/index.ts";
import { run } from "../../src/cli/run.ts";
import { ensurePackage } from "../demo.ts";
import { readExamples } from "./docstring-examples.ts";
import { handWrittenPages } from "./pages.ts";
import { readSnippets, type Snippet } from "./snippets.ts";

const snippets = handWrittenPages().flatMap(readSnippets);
const at = ({ page, line }: Snippet) => `${page}:${line}`;
const inLanguages = (...languages: string[]) =>
  snippets.filter(({ language }) => languages.includes(language));

/** What snippets of docs may use without declaring it, as their text has introduced it. */
const AMBIENT = `
declare const search: import("vitrine").VisualSearch;
declare const photo: File;
`;

/** The same for the examples of docstrings, beside everything that the package exports. */
const AMBIENT_OF_EXAMPLES = `
declare const file: File;
declare const button: HTMLButtonElement;
declare const fileInput: HTMLInputElement & { files: FileList };
declare const widget: import("vitrine/element").VisualSearchElement;
declare const router: { go(path: string): void; push(path: string): void };
declare const index: import("vitrine/vector").VectorIndex;
declare const vectors: Float32Array, query: Float32Array, queryVector: Float32Array;
declare const sketch: Uint8Array, rest: Uint8Array;
declare const options: import("vitrine/build").BuildOptions;
declare function readFileSync(path: string): Uint8Array;
declare function fetchIndex(): Promise<Uint8Array>;
type Rules = import("vitrine").Rules;
type Where = import("vitrine").Where;
type Detector = import("vitrine").Detector;
type VisualSearchProps = import("vitrine/react").VisualSearchProps;
`;

/** Everything that the package exports, as it would be imported. */
async function ambientExports(): Promise<string> {
  const modules = {
    vitrine: await import("../../src/index.ts"),
    "vitrine/vector": await import("../../src/vector/index.ts"),
    "vitrine/build": await import("../../src/build/index.ts"),
    "vitrine/react": { VisualSearch: undefined },
  };
  const names = new Map(
    Object.entries(modules).flatMap(([module, { ...exported }]) =>
      Object.keys(exported).map((name) => [name, module] as const),
    ),
  );
  return [...names]
    .map(([name, module]) => `declare const ${name}: typeof import("${module}").${name};`)
    .join("\n");
}

const TSCONFIG = {
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    types: ["node"],
    jsx: "react-jsx",
    allowJs: true,
    checkJs: true,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noImplicitAny: true,
    paths: {
      vitrine: ["../../src/index.ts"],
      "vitrine/element": ["../../src/element/index.ts"],
      "vitrine/react": ["../../src/react/index.ts"],
      "vitrine/vector": ["../../src/vector/index.ts"],
      "vitrine/build": ["../../src/build/index.ts"],
      "vitrine/types/react": ["../../src/frameworks/react.d.ts"],
    },
  },
  include: ["*"],
};

test("a snippet that names a file shows that file as it is", () => {
  const shown = snippets.filter(({ file }) => file !== undefined);
  expect(shown.length).toBeGreaterThan(4);
  for (const snippet of shown) {
    expect(snippet.code, `${at(snippet)}: run npx tsx scripts/docs/snippets.ts`).toBe(
      readFileSync(snippet.file!, "utf8"),
    );
  }
});

/** Writes snippets of code as modules, and gives what the compiler says of them. */
function compile(folder: string, compiled: readonly Snippet[], ambient: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(TSCONFIG));
  writeFileSync(`${folder}/ambient.d.ts`, ambient);
  for (const { page, line, language, code } of compiled) {
    const isModule = /^(import|export) /m.test(code);
    const name = `${page.replaceAll(/[^\w]+/g, "-")}-${line}.${language}`;
    writeFileSync(`${folder}/${name}`, isModule ? code : `${code}\nexport {};\n`);
  }
  return spawnSync("node_modules/.bin/tsc", ["-p", folder], { encoding: "utf8" }).stdout;
}

test("snippets of code compile in strict mode", () => {
  const compiled = inLanguages("ts", "tsx", "js").filter(
    // Its packages are not installed here; the proof of the package compiles it.
    ({ code }) => !/from "@vitejs/.test(code),
  );
  expect(compiled.length).toBeGreaterThan(20);
  expect(compile(".cache/snippets", compiled, AMBIENT)).toBe("");
});

test("examples in docstrings compile in strict mode", async () => {
  const examples = readExamples().filter(({ language }) => /^tsx?$/.test(language));
  expect(examples.length).toBeGreaterThan(20);
  const ambient = AMBIENT + AMBIENT_OF_EXAMPLES + (await ambientExports());
  expect(compile(".cache/examples", examples, ambient)).toBe("");
});

interface Elements {
  modules: { declarations: Record<string, { name: string }[]>[] }[];
}

/** Names that the widget's manifest has of attributes, slots, parts or custom properties. */
async function widgetNames(kind: string): Promise<string[]> {
  await ensurePackage();
  const { modules } = JSON.parse(readFileSync("dist/custom-elements.json", "utf8")) as Elements;
  return modules.flatMap(({ declarations }) =>
    declarations.flatMap((declaration) => (declaration[kind] ?? []).map(({ name }) => name)),
  );
}

test("snippets of HTML use attributes that the widget has", async () => {
  const attributes = await widgetNames("attributes");
  const found: string[] = [];
  for (const { code } of inLanguages("html", "vue", "svelte")) {
    const parser = new Parser({
      onopentag(tag, given) {
        if (tag === "visual-search") found.push(...Object.keys(given));
      },
    });
    parser.end(code);
  }
  const ofFrameworks = /^([:@{]|on)/;
  expect(found).toContain("catalog");
  expect(attributes).toEqual(
    expect.arrayContaining(found.filter((name) => !ofFrameworks.test(name))),
  );
});

test("snippets of CSS use parts and custom properties that the widget has", async () => {
  const code = inLanguages("css")
    .map((snippet) => snippet.code)
    .join("\n");
  const used = (pattern: RegExp) => Array.from(code.matchAll(pattern), ([, name]) => name!);
  const [properties, parts] = [used(/(--vs-[\w-]+)/g), used(/::part\(([\w-]+)\)/g)];
  expect(properties).not.toEqual([]);
  expect(await widgetNames("cssProperties")).toEqual(expect.arrayContaining(properties));
  expect(await widgetNames("cssParts")).toEqual(expect.arrayContaining(parts));
});

test("snippets of JSON are rules that a build takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-rules-"));
  for (const { code } of inLanguages("json")) {
    writeFileSync(join(folder, "rules.json"), code);
    await expect(readRulesFile(join(folder, "rules.json"))).resolves.toMatchObject({});
  }
  rmSync(folder, { recursive: true });
});

/** Lines of a shell snippet, continued ones as one. */
const linesOf = ({ code }: Snippet) =>
  code
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*/, "").trim())
    .filter(Boolean);

test("snippets for the shell are ones, and their scripts exist", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const benches = readFileSync("bench/run.ts", "utf8");
  for (const snippet of inLanguages("sh")) {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: snippet.code, encoding: "utf8" });
    expect(stderr, at(snippet)).toBe("");
    expect(status, at(snippet)).toBe(0);
    for (const line of linesOf(snippet)) {
      for (const [, script, bench] of line.matchAll(/npm run (?:-s )?(\S+)(?: -- (\w+))?/g)) {
        const names = snippet.page === "examples/README.md" ? { build: "" } : scripts;
        expect(Object.keys(names), at(snippet)).toContain(script);
        if (script === "bench") expect(benches, at(snippet)).toMatch(RegExp(`^  ${bench}: `, "m"));
      }
      for (const [, file] of line.matchAll(/npx tsx (\S+)/g)) {
        const places = [file!, join(dirname(snippet.page), file!)];
        expect(places.some(existsSync), `${at(snippet)}: ${file}`).toBe(true);
      }
    }
  }
});

test("commands of snippets exist, with these options", async () => {
  const helps = new Map<string, string>();
  const helpOf = async (command: string): Promise<string> => {
    const known = helps.get(command);
    if (known !== undefined) return known;
    let help = "";
    const out = (line: string) => {
      help += `${line}\n`;
    };
    const terminal = { out, err: out, isInteractive: false, width: 200, status() {} } as never;
    await run([...command.split(" "), "--help"], terminal, new AbortController().signal);
    helps.set(command, help);
    return help;
  };
  let count = 0;
  for (const snippet of inLanguages("sh")) {
    for (const line of linesOf(snippet)) {
      for (const [, words] of line.matchAll(/npx vitrine ([^|;&]+)/g)) {
        const command = /^((?:model|detector) )?\w+/.exec(words!)![0];
        const help = await helpOf(command);
        expect(help, at(snippet)).toContain(`Usage: vitrine ${command}`);
        for (const [, option] of words!.matchAll(/ (--[a-z][a-z-]*)/g)) {
          expect(help, `${at(snippet)}: ${option}`).toMatch(RegExp(`${option}\\b`));
        }
        count++;
      }
    }
  }
  expect(count).toBeGreaterThan(20);
});

const folder = mkdtempSync(join(tmpdir(), "vitrine-started-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the commands of the guide for beginners build a catalog and search it", async () => {
  await ensurePackage();
  const { default: sharp } = await import("sharp");
  mkdirSync(join(folder, "photos"));
  const rows = ["id,title,price,image"];
  for (const [i, colour] of ["red", "green", "blue"].entries()) {
    const create = { width: 120, height: 120, channels: 3 as const, background: colour };
    await sharp({ create })
      .png()
      .toFile(join(folder, "photos", `${i}.png`));
    rows.push(`${i},Dress in ${colour},${10 + i},${i}.png`);
  }
  writeFileSync(join(folder, "products.csv"), rows.join("\n"));
  const lines = readSnippets("docs/guide/getting-started.md")
    .filter(({ language }) => language === "sh")
    .flatMap(linesOf)
    .filter((line) => line.startsWith("npx vitrine ") && !line.includes(" serve "));
  expect(lines.length).toBeGreaterThan(3);
  const command = `${process.execPath} ${resolve("dist/node/cli.js")}`;
  const output = lines.map((line) =>
    execFileSync("bash", ["-c", line.replace(/^npx vitrine/, command)], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  expect(output.at(-1)).toContain("Dress in red");
  expect(JSON.parse(readFileSync(join(folder, "public/catalog/manifest.json"), "utf8")).items).toBe(
    3,
  );
}, 240_000);
