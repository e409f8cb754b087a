/** All styles of the widget's own shadow root. */
import { baseStyles } from "./base.ts";
import { controlStyles } from "./controls.ts";
import { panelStyles } from "./panels.ts";
import { resultStyles } from "./results.ts";
import { welcomeStyles } from "./welcome.ts";

export const elementStyles = [baseStyles, controlStyles, welcomeStyles, panelStyles, resultStyles];
