/** `vitrine verify`: checks every byte of a catalog. */
import { VisualSearchError, verifyFolder } from "../../build/index.ts";
import { CATALOG } from "../../build/options/tables/common-options.ts";
import { counted } from "../../build/report/figures.ts";
import { unlessAborted } from "../../lib/abort.ts";
import { defineCommand, QUIET_OPTION } from "../command.ts";

export const VERIFY = defineCommand({
  name: "verify",
  summary: "Check every byte of a catalog; exit code 1 and a list if something is wrong",
  options: { catalog: CATALOG, quiet: QUIET_OPTION },
  examples: ["vitrine verify public/catalog"],
  run: async ({ catalog, quiet }, { terminal, signal }) => {
    const problems = await unlessAborted(verifyFolder(catalog), signal);
    if (problems.length > 0) {
      for (const problem of problems) terminal.err(problem);
      throw new VisualSearchError(
        "catalog-invalid",
        `Expected a sound catalog in ${catalog}, got ${counted(problems.length, "problem")}, ` +
          "listed above. Build it again.",
      );
    }
    if (!quiet) terminal.out(`${catalog}: every byte is right`);
  },
});
