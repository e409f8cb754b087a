import { byId, create } from "./dom.ts";
import { shorten } from "./format.ts";
import type { View, ViewState } from "./state.ts";

/** Shows what the current query is made of; each part can be taken out of it. */
export function setUpQueryChips(state: ViewState): void {
  const list = byId("query-chips", HTMLUListElement);
  let shown: View | undefined;
  state.subscribe((view) => {
    const same =
      shown?.photo === view.photo && shown?.text === view.text && shown?.like === view.like;
    if (same) return;
    shown = view;
    const chips: HTMLLIElement[] = [];
    if (view.photo) {
      const { preview, name } = view.photo;
      chips.push(
        chip("photo", `Photo ${shorten(name, 28)}`, preview, () => remove({ photo: undefined })),
      );
    }
    if (view.like) {
      const { title, image } = view.like;
      chips.push(chip("like", `Like ${title}`, image, () => remove({ like: undefined })));
    }
    if (view.text) {
      chips.push(
        chip("text", `“${shorten(view.text, 60)}”`, undefined, () => remove({ text: "" })),
      );
    }
    list.replaceChildren(...chips);
    list.hidden = chips.length === 0;
  });

  function remove(changes: Partial<View>): void {
    state.change(changes);
    // The button with the focus is gone.
    const next = list.querySelector("button") ?? byId("text", HTMLInputElement);
    next.focus({ preventScroll: true });
  }
}

function chip(
  part: string,
  label: string,
  picture: string | undefined,
  onRemove: () => void,
): HTMLLIElement {
  const button = create("button", { type: "button", className: "chip-remove" }, "×");
  button.setAttribute("aria-label", `Remove ${part}`);
  button.addEventListener("click", onRemove);
  const item = create("li", { className: "chip" });
  item.dataset.part = part;
  if (picture !== undefined) {
    const image = create("img", { src: picture, alt: "", width: 32, height: 32 });
    // A file that is no picture; the notice tells more.
    image.addEventListener("error", () => image.remove());
    item.append(image);
  }
  item.append(create("span", { className: "chip-label" }, label), button);
  return item;
}
