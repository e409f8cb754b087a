import { VisualSearch } from "vitrine/react";

/** A server component can show the widget, as long as it passes no functions. */
export default function Page() {
  return <VisualSearch catalog="/catalog/" currency="EUR" />;
}
