/** Writes the reference of error and warning codes from the table that the types derive from. */
import { ERROR_CODES, WARNING_CODES } from "../../src/lib/error-codes.ts";

interface Code {
  from: "browser" | "command" | "both";
  meaning: string;
  remedy: string;
}

const ORIGINS: Record<Code["from"], string> = {
  browser: "page",
  command: "command",
  both: "page and command",
};

function table(codes: Record<string, Code>): string {
  const rows = Object.entries(codes).map(
    ([code, { from, meaning, remedy }]) =>
      `| \`${code}\` | ${ORIGINS[from]} | ${meaning} | ${remedy} |`,
  );
  return ["| code | from | meaning | what to do |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

export function errorReference(): string {
  return `# Error codes

Every failure is a \`VisualSearchError\` with one of these codes, except an abort, which is the platform's
\`AbortError\`. A code never changes its meaning; new ones may be added. The error's message says what was
expected, what was there instead, and what to do. [Troubleshooting](../guide/troubleshooting.md) says more.

## Errors

${table(ERROR_CODES)}

## Warnings

The search goes on in spite of what a warning says. Warnings go to \`onWarning\`, and the last few are in
\`info.warnings\`.

${table(WARNING_CODES)}
`;
}
