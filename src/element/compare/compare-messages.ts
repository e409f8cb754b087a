/** What the comparison's dialog says, in English. */
import { headingOf, numbersOf } from "../text/numbers.ts";

export interface CompareMessages {
  /** Title of the dialog. */
  title: string;
  close: string;
  /** Switch that hides the rows that are the same. */
  onlyDifferences: string;
  /** Heading of the column with the rows' names. */
  property: string;
  /** Says of a row that it differs, beside the sign for it. */
  differs: string;
  /** Instead of a value that a product does not have. */
  unknown: string;
  /** Instead of rows if nothing differs. */
  same: string;
  brand: string;
  category: string;
  colour: string;
  /** The name of an attribute, such as `sleeve_length`. */
  attribute(name: string): string;
  number(value: number): string;
  /** Several values of an attribute. */
  list(values: readonly string[]): string;
}

const { count } = numbersOf("en");

export const COMPARE_MESSAGES: CompareMessages = {
  title: "Compare two products",
  close: "Close the comparison",
  onlyDifferences: "Only show differences",
  property: "Detail",
  differs: "different",
  unknown: "Not specified",
  same: "There are no differences in the details of these products.",
  brand: "Brand",
  category: "Category",
  colour: "Colour",
  attribute: headingOf,
  number: count,
  list: (values) => values.join(", "),
};
