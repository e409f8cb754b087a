import { openVisualSearch } from "vitrine";

const opening = openVisualSearch({ catalog: "/catalog/" });

const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
input.addEventListener("change", async () => {
  const search = await opening;
  const hits = await search.query(
    { image: input.files![0]!, text: "in red" },
    { limit: 12, where: { price: { max: 80 } } },
  );
  const lines = hits.map(({ item, score }) => `${score.toFixed(2)} ${item.title}, ${item.price}`);
  document.querySelector("pre")!.textContent = lines.join("\n");
});
