"use client";
import { useRef } from "react";
import { VisualSearch } from "vitrine/react";

const SAMPLE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

/** What listens to events is a client component. */
export function Shop() {
  const widget = useRef(null);
  return (
    <VisualSearch
      ref={widget}
      catalog="/catalog/"
      currency="EUR"
      samples={[{ src: SAMPLE, label: "A shoe" }]}
      onResults={({ detail }) => {
        document.title = `${detail.total} products, ${widget.current.state}`;
      }}
    />
  );
}
