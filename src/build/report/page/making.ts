/** Report page: recall, time and bytes, and how the catalog was made. */
import type { BuildReport, PageReport } from "../build-report.ts";
import { count } from "../figures.ts";
import { type Html, html } from "./html.ts";
import { barTable, stackedBar } from "./plots.ts";
import { numbered, section, short, size, time } from "./text.ts";

const SHOWN_COLUMNS = 200;
const SHOWN_INDEXES = 16;
const SHOWN_SHARDS = 50;
/**
 * Share of the exact float32 answer that a search should find. Searches ask for 0.995 of what the codes can tell, and the
 * codes tell about 0.99 of that answer.
 */
const RECALL_TARGET = 0.98;

/** Shows the recall of each index, by class of filter. */
export function recall({ recall: all }: BuildReport): Html | undefined {
  if (all === undefined || all.length === 0) return undefined;
  const several = new Set(all.map(({ segment }) => segment)).size > 1;
  const tables = all.slice(0, SHOWN_INDEXES).map(({ space, segment, items, certificate }) => {
    const { k, queries, filters } = certificate;
    const classes = [
      { name: "No filter", value: certificate.recall },
      ...filters.map(({ share, recall: value }) => ({
        name: `A filter that ${Math.round(share * 1000) / 10} % of the products pass`,
        value,
      })),
      { name: "Exact search of every vector", value: certificate.exactRecall },
    ];
    const rows = classes.map(({ name, value }) => ({
      name,
      value,
      shown: value.toFixed(4),
      tone: value < RECALL_TARGET ? "warm" : "",
      more: value < RECALL_TARGET && html`<small class="lack">below the target</small>`,
    }));
    const where = several ? `${space}, segment ${segment}` : space;
    return barTable(
      `Space ${where}: recall@${k} of ${numbered(queries, "query", "queries")} among ${numbered(items, "product")}`,
      ["Search", "Recall"],
      rows,
      1,
      RECALL_TARGET * 100,
    );
  });
  return section(
    "recall",
    "How complete searches are",
    html`<p class="note">The share of the exact answer that a search finds, measured when the index was built. The line marks the target, ${RECALL_TARGET}.</p>${tables}${all.length > SHOWN_INDEXES && html`<p class="note">${numbered(all.length - SHOWN_INDEXES, "further index", "further indexes")} in the JSON report.</p>`}`,
  );
}

/** Shows where time and bytes went. */
export function costs({ parts, timings, bytes, shards }: PageReport): Html | undefined {
  const stages: [string, number][] = [
    ["Reading the feed", timings.readMs],
    ["Opening the model", timings.modelMs],
    ["Comparing with the previous catalog", timings.compareMs],
    ["Embedding pictures", timings.embedMs],
    ["Checking a sample of vectors", timings.checkMs],
    ["Embedding texts", timings.textsMs],
    ["Thumbnails", timings.thumbnailMs],
    ["Indexing and writing", timings.writeMs],
    ["This report", timings.reportMs],
  ];
  const known = stages.reduce((sum, [, value]) => sum + value, 0);
  const slices = [...stages, ["Everything else", timings.totalMs - known] as const]
    .filter(([, value]) => value >= 1)
    .map(([label, value]) => ({ label, value, shown: time(value) }));
  const named = parts && [
    { label: "Vectors", value: parts.index },
    { label: "Products", value: parts.items },
    { label: "Facets", value: parts.facets },
    { label: "Changes", value: parts.changes },
    { label: "Thumbnails", value: parts.thumbnails },
    { label: "Manifest", value: parts.manifest },
    ...(parts.concepts === undefined ? [] : [{ label: "Concepts", value: parts.concepts }]),
    ...(parts.pairs === undefined ? [] : [{ label: "Looks", value: parts.pairs }]),
    ...(parts.shard === undefined ? [] : [{ label: "For the merge", value: parts.shard }]),
  ];
  return section(
    "costs",
    "Time and bytes",
    html`<div class="columns">${timings.totalMs > 0 && html`<div class="card"><h3>${shards ? `${time(known)} of all machines` : time(timings.totalMs)} by stage</h3>${stackedBar("Time by stage", slices, ["Stage", "Time"])}</div>`}
${
  named &&
  html`<div class="card"><h3>${size(bytes)} by part</h3>${stackedBar(
    "Bytes by part",
    named.map((part) => ({ ...part, shown: size(part.value) })),
    ["Part", "Bytes"],
  )}</div>`
}</div>`,
  );
}

/** Shows how the catalog was made: feed, model, runtime, sources of vectors. */
export function making(report: PageReport): Html | undefined {
  const { feed, model, embeddedWith, check, vectors, downloads, thumbnails, out, shard, shards } =
    report;
  const asked = downloads.requests + downloads.unasked > 0;
  const rows: (readonly [string, string | false | undefined])[] = [
    ["Feed", `${short(feed.path, 300)}${feed.format === "" ? "" : ` (${feed.format})`}`],
    ["Catalog", short(out, 300)],
    [
      "Shards",
      shards &&
        `${count(shards.length)}, joined in ${time(report.timings.totalMs)}: ${shards
          .slice(0, SHOWN_SHARDS)
          .map(({ number, items, totalMs }) => `${number} (${count(items)} in ${time(totalMs)})`)
          .join(", ")}${shards.length > SHOWN_SHARDS ? ", …" : ""}`,
    ],
    ["Shard", shard && `${shard.number} of ${shard.of}`],
    ["Variants", feed.variants > 0 && count(feed.variants)],
    [
      "Model",
      model &&
        `${short(model.id)}, revision ${model.revision.slice(0, 12)}, ${model.dim} dimensions`,
    ],
    ["Precision", model && `${model.dtype}; browsers may choose ${model.dtypes.join(", ")}`],
    ["Runtime", embeddedWith && short(embeddedWith)],
    [
      "Compared with browsers",
      check &&
        `${check.remembered ? "in an earlier build: " : ""}${numbered(check.pictures, "picture")} embedded again by ${short(check.runtime)}: smallest cosine ${check.smallestCosine.toFixed(5)}, at least ${check.bound} expected`,
    ],
    [
      "Vectors of pictures",
      model &&
        `${count(vectors.fresh)} embedded by this build, ${count(vectors.remembered)} from the cache, ${count(vectors.kept)} from the previous catalog`,
    ],
    [
      "Downloads",
      asked &&
        `${numbered(downloads.requests, "request")}: ${count(downloads.fetched)} fetched (${size(downloads.bytes)}), ${count(downloads.unchanged)} unchanged, ${count(downloads.unasked + downloads.stale)} from the cache, ${count(downloads.failed)} failed`,
    ],
    [
      "Thumbnails",
      thumbnails &&
        `${count(thumbnails.count)}, ${size(thumbnails.bytes)}; ${count(thumbnails.made)} made, ${count(thumbnails.reused)} reused`,
    ],
  ];
  const columns = feed.columns.slice(0, SHOWN_COLUMNS);
  const more = feed.columns.length - columns.length;
  return section(
    "making",
    "How it was made",
    html`<table class="facts"><caption class="hidden">Feed, model and runtime</caption><tbody>${rows.map(([name, value]) => value && html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
${columns.length > 0 && html`<details><summary>${numbered(feed.columns.length, "column")} of the feed, and what they became</summary><table><caption class="hidden">Columns of the feed</caption><thead><tr><th scope="col">Column</th><th scope="col">Becomes</th></tr></thead><tbody>${columns.map(({ column, role }) => html`<tr><th scope="row">${short(column, 100)}</th><td>${role}</td></tr>`)}</tbody></table>${more > 0 && html`<p class="note">and ${count(more)} more</p>`}</details>`}`,
  );
}
