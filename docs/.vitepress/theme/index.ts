/** VitePress's own theme, and the component with the live widget. */
import DefaultTheme from "vitepress/theme";
import LiveWidget from "./LiveWidget.vue";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }: { app: { component(name: string, component: unknown): void } }) {
    app.component("LiveWidget", LiveWidget);
  },
};
