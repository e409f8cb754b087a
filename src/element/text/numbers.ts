/** Writes numbers, sizes and plurals of the components in a language. */
/** Numbers as a language writes them. */
export interface Numbers {
  count(value: number): string;
  /** A fraction, 0 to 1, in whole percent. */
  percent(fraction: number): string;
  /** A size in bytes, kilobytes (1000 bytes) or megabytes. */
  bytes(value: number): string;
  /** The word for a count, by the language's plural rules. */
  plural(value: number, forms: Partial<Record<Intl.LDMLPluralRule, string>>): string;
}

/** @param locale a BCP 47 tag */
export function numbersOf(locale: string): Numbers {
  const counts = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const rules = new Intl.PluralRules(locale);
  const unit = (name: string, unitDisplay: "long" | "short", maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay,
      maximumFractionDigits,
    });
  return {
    count: (value) => counts.format(value),
    percent: (fraction) => percents.format(fraction),
    bytes(value) {
      if (value < 1000) return unit("byte", "long", 0).format(value);
      const [name, size] = value < 999_500 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
      return unit(name, "short", value / size < 100 ? 1 : 0).format(value / size);
    },
    plural: (value, forms) => forms[rules.select(value)] ?? forms.other ?? "",
  };
}

/** The name of a feed's column as a heading: "Sleeve length" for `sleeve_length`. */
export function headingOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
