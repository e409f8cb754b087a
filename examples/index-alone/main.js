import { buildIndex, createBitmap, openIndex, setBit } from "vitrine/vector";

// 1,000 vectors of 64 numbers, row after row.
const dim = 64;
const vectors = Float32Array.from({ length: 1000 * dim }, () => Math.random() - 0.5);

const file = buildIndex(vectors, { dim, graph: true });
const index = openIndex(file);

const query = vectors.subarray(0, dim);
const { ids, scores, method } = index.search(query, { k: 10 });
console.log(`${method}: row ${ids[0]}, score ${scores[0]}`); // exact: row 0, score about 1

// A filter is a bitmap of the rows that may be hits.
const filter = createBitmap(1000);
for (let row = 500; row < 1000; row++) setBit(filter, row);
console.log(index.search(query, { k: 10, filter }).ids);
