/** The icons, which take the colour of the text. */
import { svg, type TemplateResult } from "lit";

const icon = (content: TemplateResult): TemplateResult =>
  svg`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${content}</svg>`;

export const icons = {
  photo: icon(
    svg`<rect x="3.5" y="4.5" width="17" height="15" rx="2.5"/><circle cx="9" cy="10" r="1.75"/><path d="m4 17 4.8-4.3 3.4 3 3-2.7L20.5 17"/>`,
  ),
  camera: icon(
    svg`<path d="M4 8.5h3l1.6-2.5h6.8L17 8.5h3v10.5H4z"/><circle cx="12" cy="13.3" r="3.3"/>`,
  ),
  search: icon(svg`<circle cx="10.8" cy="10.8" r="6"/><path d="m15.4 15.4 4.6 4.6"/>`),
  lock: icon(svg`<path d="M7.5 11V8a4.5 4.5 0 0 1 9 0v3M5.5 11h13v9h-13z"/>`),
  close: icon(svg`<path d="m7 7 10 10M17 7 7 17"/>`),
  plus: icon(svg`<path d="M12 6v12M6 12h12"/>`),
  undo: icon(svg`<path d="M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-3"/>`),
  redo: icon(svg`<path d="m15 6 4.5 4.5L15 15M19 10.5h-9a5 5 0 0 0 0 10h3"/>`),
  similar: icon(
    svg`<rect x="3.5" y="3.5" width="11" height="11" rx="2"/><path d="M18 9.5h.5a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2V18"/>`,
  ),
  compare: icon(svg`<path d="M12 4v16M4.5 7h4.5v10H4.5zM15 7h4.5v10H15z"/>`),
  filter: icon(svg`<path d="M4 7h16M7 12h10M10 17h4"/>`),
  device: icon(svg`<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 18h2"/>`),
};
