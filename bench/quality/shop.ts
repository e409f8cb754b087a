/** A shop of real products that the starter model has not seen, built by the package's own command. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";

const DATA = "../shared/data/fashion-products";

export const SHOP = ".cache/bench/quality";
export const haveShop = existsSync(DATA);

export interface ShopProduct {
  id: string;
  title: string;
  /** Article type, such as `Tshirts`. */
  type: string;
  /** Lower case; empty where the data set has none. */
  colour: string;
  brand: string;
  gender: string;
  usage: string;
  file: string;
}

/** The MD5 of the id, modulo 10, is 0 for products that the model was not trained with. */
const isHeldOut = (id: string) =>
  BigInt(`0x${createHash("md5").update(id).digest("hex")}`) % 10n === 0n;

const isNone = (value: string) => value === "" || value === "NA";

/** The words before the product's own: titles of this data set begin with the brand. */
function brandOf(title: string, gender: string): string {
  const [before = ""] = title.split(new RegExp(`\\b(?:${gender}|Unisex|Men|Women|Girl|Boy)`, "i"));
  return before.split(" ").length <= 3 ? before.trim() : title.split(" ")[0]!;
}

/** Feed and pictures as a retailer would have them, and the catalog made by `vitrine build`. */
export function ensureRealShop(log: (line: string) => void): ShopProduct[] {
  const rows: Record<string, string>[] = parse(readFileSync(join(DATA, "products.csv")), {
    columns: true,
    relax_quotes: true,
    relax_column_count: true,
  });
  const products = rows
    .filter(({ id }) => isHeldOut(id!))
    .map(({ id, productDisplayName, articleType, baseColour, gender, usage, image }) => ({
      id: id!,
      title: productDisplayName!,
      type: articleType!,
      colour: isNone(baseColour!) ? "" : baseColour!.toLowerCase(),
      brand: brandOf(productDisplayName!, gender!),
      gender: gender!,
      usage: isNone(usage!) ? "" : usage!,
      file: `${SHOP}/images/${image}`,
    }));
  mkdirSync(`${SHOP}/images`, { recursive: true });
  if (!products.every(({ file }) => existsSync(file))) {
    for (const size of ["large", "small"]) {
      const names = new Set(products.map(({ file }) => file.slice(file.lastIndexOf("/") + 1)));
      const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
      const files = unzipSync(readFileSync(join(DATA, `products-${size}.zip`)), {
        filter: ({ name }) => names.has(nameOf(name)),
      });
      for (const [path, bytes] of Object.entries(files)) {
        const file = `${SHOP}/images/${nameOf(path)}`;
        if (!existsSync(file)) writeFileSync(file, bytes);
      }
    }
  }
  const sold = products.filter(({ file }) => existsSync(file));
  const quoted = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join();
  writeFileSync(
    `${SHOP}/products.csv`,
    [
      "id,title,category,colour,brand,gender,usage,image",
      ...sold.map(({ id, title, type, colour, brand, gender, usage, file }) =>
        quoted([id, title, type, colour, brand, gender, usage, file.split("/").at(-1)!]),
      ),
    ].join("\n"),
  );
  log(`building a catalog of ${sold.length} real products`);
  const args = ["build", `${SHOP}/products.csv`, "--images", `${SHOP}/images`, "--quiet"];
  args.push("--model", "public/models/starter", "--model-url", "/models/starter/");
  args.push("--concepts", "category,colour,gender,usage", "--cache", ".cache/builds");
  args.push("--out", `${SHOP}/catalog`, "--report", `${SHOP}/report.json`);
  execFileSync(process.execPath, ["dist/node/cli.js", ...args], { stdio: "inherit" });
  return sold;
}
