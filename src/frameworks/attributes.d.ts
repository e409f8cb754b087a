/** What a template of any framework may set on `<visual-search>`, derived from the element's table of properties. */
import type { AttributeName, PROPERTIES, Property } from "../element/properties.ts";

type Table = typeof PROPERTIES;

/** A property's value, or the text of its attribute. */
type Setting<P> = P extends Property<infer T, infer Text> ? T | Text | undefined : never;

/** Every property by its own name and by its attribute's. */
export type VisualSearchSettings = { [Name in keyof Table]?: Setting<Table[Name]> } & {
  [Name in keyof Table as AttributeName<Name>]?: Setting<Table[Name]>;
};
