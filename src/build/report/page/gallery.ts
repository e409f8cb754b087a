/** Report page: a sample of the products, and pictures that need attention. */
import type { DuplicateFinding, Finding, PictureQuality } from "../../pictures/quality/quality.ts";
import type { BuildReport } from "../build-report.ts";
import { type Album, type AlbumPicture, SHOWN_FINDINGS, SHOWN_OF_GROUP } from "./album.ts";
import { type Html, html } from "./html.ts";
import { histogramPlot } from "./plots.ts";
import { idList, numbered, section, short } from "./text.ts";

/** Shows a sample of the whole catalog. */
export function contactSheet(album: Album | undefined): Html | undefined {
  if (album === undefined || album.sample.length === 0) return undefined;
  return section(
    "products",
    "A look at the products",
    html`<p class="note">${numbered(album.sample.length, "product")} at equal distances in the catalog.</p>
<ul class="sheet">${album.sample.map((picture) => html`<li>${photo(picture, html`<figcaption>${short(picture.title, 60)}</figcaption>`)}</li>`)}</ul>`,
  );
}

/** Shows the pictures that somebody should look at, and how large pictures are. */
export function pictureFindings(
  { pictures }: BuildReport,
  album: Album | undefined,
): Html | undefined {
  if (pictures === undefined || pictures.checked + pictures.unchecked === 0) return undefined;
  const { tooSmall, blank, extremeAspect, exactDuplicates, nearDuplicates, sizes } = pictures;
  const { shared, unlike } = pictures;
  const parts = [
    sizes &&
      histogramPlot("Shortest edges of the pictures", sizes, pixels, pictures.tooSmall.below),
    finding(
      `Under ${tooSmall.below} pixels`,
      "Shoppers see them blurred, and details that distinguish products are lost. Export larger ones.",
      tooSmall,
      album,
    ),
    finding(
      "Blank",
      "Nearly one colour: a placeholder, or a picture that was not ready yet. It matches any plain photo.",
      blank,
      album,
    ),
    finding(
      "Very long or wide",
      "One edge is more than four times the other. Cropped to a square, little of the product is left.",
      extremeAspect,
      album,
    ),
    groups(
      "The same file",
      "Products with the same file appear next to each other in every search. Is one of them listed twice?",
      exactDuplicates,
      album,
      1,
    ),
    groups(
      "Nearly the same",
      "Different files that look the same: a photo that was saved twice, or products that differ in a detail.",
      nearDuplicates,
      album,
      SHOWN_OF_GROUP,
    ),
    groups(
      "Shared by five products or more",
      "Probably a placeholder, a size chart or a logo, unless it is one product in many rows. Replace it with photos of each product.",
      shared,
      album,
      1,
    ),
    finding(
      "Unlike the rest",
      "The model sees nothing similar in this catalog. Look for pictures that are not photos of a product: banners, charts, wrong files. A product unlike all others may be among them, too. The most unusual come first.",
      unlike,
      album,
    ),
    nothingFound(pictures) &&
      html`<p>None of ${numbered(pictures.checked, "picture")} is too small, blank, very long or wide, a duplicate, or unlike all others.</p>`,
    pictures.unchecked > 0 &&
      html`<p class="note">${numbered(pictures.unchecked, "picture")} from the previous catalog ${pictures.unchecked === 1 ? "was" : "were"} not checked.</p>`,
    !nearDuplicates.complete &&
      html`<p class="note">So many pictures look alike that not all of them were compared.</p>`,
  ];
  return section("pictures", "Pictures", html`${parts}`);
}

function nothingFound(quality: PictureQuality): boolean {
  const { tooSmall, blank, extremeAspect, exactDuplicates, nearDuplicates, unlike } = quality;
  const all = [tooSmall, blank, extremeAspect, exactDuplicates, nearDuplicates, unlike];
  return all.every(({ count }) => count === 0);
}

function finding(
  title: string,
  what: string,
  { count, ids, pictures }: Finding,
  album: Album | undefined,
): Html | undefined {
  if (count === 0) return undefined;
  const shown = ids.slice(0, SHOWN_FINDINGS);
  const list = shown.map((id, i) => {
    const picture = album?.find(id, pictures[i]!) ?? { id, title: "", picture: pictures[i]! };
    return html`<li>${photo(picture, caption(picture))}</li>`;
  });
  return html`<h3>${title} <span class="count">${numbered(count, "product")}</span></h3>
<p class="note">${what}</p>
<ul class="shelf">${list}</ul>${more(count - shown.length)}`;
}

function groups(
  title: string,
  what: string,
  { count, groups: all, examples, pictures }: DuplicateFinding,
  album: Album | undefined,
  most: number,
): Html | undefined {
  if (count === 0) return undefined;
  const shown = examples.slice(0, SHOWN_FINDINGS);
  const list = shown.map((ids, g) => {
    const photos = ids.slice(0, most).map((id, i) => {
      const number = pictures[g]![i]!;
      const picture = album?.find(id, number) ?? { id, title: "", picture: number };
      return photo(picture, most === 1 ? html`` : caption(picture));
    });
    const names = most === 1 ? ids : ids.slice(most);
    return html`<li class="group">${photos}${names.length > 0 && html`<p class="note">${most === 1 ? "" : "also "}${idList(names.slice(0, 10), names.length)}</p>`}</li>`;
  });
  return html`<h3>${title} <span class="count">${numbered(count, "product")} in ${numbered(all, "group")}</span></h3>
<p class="note">${what}</p>
<ul class="groups">${list}</ul>${more(all - shown.length)}`;
}

function more(count: number): Html | undefined {
  return count > 0
    ? html`<p class="note">and ${count.toLocaleString("en-US")} more</p>`
    : undefined;
}

function photo({ src, title, id, missing }: AlbumPicture, below: Html): Html {
  const name = short(title === "" ? id : title, 80);
  const image =
    src === undefined
      ? html`<span class="missing">${short(missing ?? "no picture", 80)}</span>`
      : html`<img src="${src}" alt="${name}">`;
  return html`<figure class="photo"><div class="frame">${image}</div>${below}</figure>`;
}

function caption({ id, picture, size }: AlbumPicture): Html {
  return html`<figcaption><code>${short(id, 40)}</code>${picture > 1 && ` (picture ${picture})`}${size && html`<br><small>${size.width} × ${size.height}</small>`}</figcaption>`;
}

function pixels(value: number): string {
  return `${Math.round(value).toLocaleString("en-US")} px`;
}
