/** Names the modules of the API as a page imports them: `vitrine/vector` instead of `vector`. */
import { Converter, ReflectionKind } from "typedoc";

const NAMES = {
  index: "vitrine",
  element: "vitrine/element",
  react: "vitrine/react",
  vector: "vitrine/vector",
  build: "vitrine/build",
};

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kindOf(ReflectionKind.Module)) {
      reflection.name = NAMES[reflection.name.replace(/\/index$/, "")] ?? reflection.name;
    }
  });
}
