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
  const unit = (name: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, maximumFractionDigits });
  return {
    count: (value) => counts.format(value),
    percent: (fraction) => percents.format(fraction),
    bytes(value) {
      if (value < 1000) return unit("byte", 0).format(value);
      const [name, size] = value < 999_500 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
      return unit(name, value / size < 100 ? 1 : 0).format(value / size);
    },
    plural: (value, forms) => forms[rules.select(value)] ?? forms.other ?? "",
  };
}
