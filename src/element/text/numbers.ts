/** Numbers as the readers of a language write them. */
export interface Numbers {
  count(value: number): string;
  /** Of a fraction, 0 to 1, in whole per cent. */
  percent(fraction: number): string;
  /** In bytes, kilobytes (1000) or megabytes. */
  bytes(value: number): string;
  /** Picks the word for a count, by the language's own rules of plural. */
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

/** A feed's column name as a heading: `sleeve_length` becomes "Sleeve length". */
export function headingOf(name: string): string {
  const words = name.replaceAll(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
