import { useRef } from "react";
import { VisualSearch, type VisualSearchElement } from "vitrine/react";

export function Shop() {
  const widget = useRef<VisualSearchElement>(null);
  return (
    <>
      <button type="button" onClick={() => widget.current?.searchText("a blue shirt")}>
        Blue shirts
      </button>
      <VisualSearch
        ref={widget}
        catalog="/catalog/"
        currency="EUR"
        onResults={({ detail }) => {
          document.title = `${detail.total} products`;
        }}
        onSelect={(event) => console.log(event.detail.item.id)}
      >
        <h2 slot="heading">Show us what you saw</h2>
      </VisualSearch>
    </>
  );
}
