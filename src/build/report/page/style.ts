/** The look of a report: paper and ink, a colour for what is well and one for what is to be looked at. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#faf8f4;--card:#fff;--ink:#211d18;--soft:#625a50;--rule:#e2dbd0;--track:#ece6dc;--cool:#1f6b64;--warm:#a8501a;--bad:#a3262a;--photo:#fff;
--hue0:#1f6b64;--hue1:#b8742a;--hue2:#5a5f9e;--hue3:#a34a5c;--hue4:#5c8a3a;--hue5:#8a6f5a;--hue6:#3f86a8;--hue7:#7d5391}
@media screen and (prefers-color-scheme:dark){:root{--paper:#171513;--card:#211e1b;--ink:#efe9df;--soft:#b3a99b;--rule:#38332d;--track:#332e29;--cool:#6cc0b4;--warm:#e59a5c;--bad:#f08a86;--photo:#fff;
--hue0:#6cc0b4;--hue1:#e0a458;--hue2:#9fa4e6;--hue3:#e08a9c;--hue4:#a3cc7a;--hue5:#c4a68e;--hue6:#7dbfe0;--hue7:#c49ad6}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.page{max-width:76rem;margin:0 auto;padding:clamp(1rem,4vw,3.5rem) clamp(1rem,4vw,3rem)}
h1,h2,h3,.verdict,.tiles b{font-family:ui-serif,"Iowan Old Style",Palatino,Georgia,serif;font-weight:500;line-height:1.15;text-wrap:balance}
h1{font-size:clamp(2rem,6vw,3.5rem);letter-spacing:-.02em;margin:.2em 0 .3em}
h2{font-size:1.75rem;letter-spacing:-.01em;margin:0 0 1rem}
h3{font-size:1.2rem;margin:2rem 0 .35rem}
.card>h3:first-child{margin-top:0}
p{margin:0 0 .75rem;max-width:44rem}
code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;unicode-bidi:isolate}
small{font-size:.8125rem;color:var(--soft)}
a{color:var(--cool)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--cool);outline-offset:3px;border-radius:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.note{color:var(--soft);font-size:.9375rem}
header{border-top:5px solid var(--cool);padding-top:1.25rem}
header.fair{border-color:var(--warm)}
header.bad{border-color:var(--bad)}
.eyebrow{color:var(--soft);font-size:.875rem;letter-spacing:.04em;margin:0}
.verdict{font-size:clamp(1.2rem,3vw,1.6rem);line-height:1.35;max-width:46rem}
header.bad .verdict{color:var(--bad)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1.5rem 0 0;padding:0;font-size:.9375rem}
nav a{display:inline-block;padding:.25rem 0;text-underline-offset:.25em;text-decoration-color:var(--rule)}
.tiles{display:flex;flex-wrap:wrap;gap:1px;margin:1.5rem 0 0;background:var(--rule);border:1px solid var(--rule);border-radius:6px;overflow:hidden}
.tiles>div{flex:1 1 9.5rem;min-width:0;background:var(--card);padding:1rem 1.1rem}
.tiles dt{color:var(--soft);font-size:.875rem}
.tiles dd{margin:0}
.tiles b{display:block;font-size:1.75rem;margin:.15rem 0 .1rem}
.tiles span{color:var(--soft);font-size:.8125rem}
section{margin-top:clamp(2.5rem,6vw,4rem);padding-top:1.5rem;border-top:1px solid var(--rule);scroll-margin-top:1rem}
.columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:1.25rem;align-items:start}
.columns>*{min-width:0}
.card,.columns>.plot{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:1.1rem 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;margin:0 0 .75rem}
caption{text-align:left;font-weight:600;padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-top:1px solid var(--rule);font-weight:400}
thead th,thead td{border-top:0;color:var(--soft);font-size:.8125rem;padding-top:0}
.number{text-align:right;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.bars .graph{width:42%;min-width:4.5rem;vertical-align:middle}
.bars .number{width:1%}
.bars+.bars{margin-top:1.75rem}
.parts th[scope=row]{display:flex;align-items:baseline;gap:.55rem}
.lack{display:block}
.facts th{width:12rem;color:var(--soft)}
svg{display:block;overflow:hidden}
.bar{width:100%;height:.7rem}
.stack{width:100%;height:1.6rem;border-radius:3px;margin-bottom:.9rem}
.key{flex:none;width:.7rem;height:.7rem}
.track{fill:var(--track)}.fill{fill:var(--cool)}.warm .fill,.low{fill:var(--warm)}
.mark{stroke:var(--ink);stroke-width:2}
.hue0{fill:var(--hue0)}.hue1{fill:var(--hue1)}.hue2{fill:var(--hue2)}.hue3{fill:var(--hue3)}.hue4{fill:var(--hue4)}.hue5{fill:var(--hue5)}.hue6{fill:var(--hue6)}.hue7{fill:var(--hue7)}
.plot{margin:0 0 1.5rem}.card .plot,.columns>.plot{margin-bottom:0}
.plot figcaption{font-weight:600;margin-bottom:.6rem}
.histogram{width:100%;height:7.5rem}
.base{stroke:var(--soft);stroke-width:1;vector-effect:non-scaling-stroke}
.axis{display:flex;justify-content:space-between;gap:1rem;color:var(--soft);font-size:.8125rem;padding:.25rem 0 .4rem}
.plot .note{margin:0}
.remarks,.notes,.sheet,.shelf,.groups{list-style:none;margin:0 0 1rem;padding:0}
.remarks>li{padding:1rem 0;border-top:1px solid var(--rule)}
.remarks>li:first-child{border-top:0;padding-top:0}
.remarks p{margin:0 0 .3rem}
.remarks b{font-weight:600}
.remarks .bar{max-width:30rem;margin:.4rem 0 .6rem}
.count{color:var(--soft);font:.9375rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;white-space:nowrap}
.advice{border-left:3px solid var(--warm);padding-left:.75rem}
.notes li{padding:.5rem 0 .5rem .75rem;border-left:3px solid var(--rule);margin-bottom:.5rem;max-width:46rem}
summary{cursor:pointer;color:var(--cool);width:fit-content;padding:.25rem 0}
details table{margin-top:.5rem}
.photo{margin:0;min-width:0}
.frame{background:var(--photo);border:1px solid var(--rule);border-radius:4px;overflow:hidden;aspect-ratio:1;display:grid;place-items:center}
.frame img{display:block;max-width:100%;max-height:100%;min-width:0;min-height:0;object-fit:contain}
.missing{color:#5c5349;font-size:.75rem;line-height:1.3;padding:.5rem;text-align:center}
.photo figcaption{font-size:.8125rem;line-height:1.35;color:var(--soft);padding:.35rem 0 0}
.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(5.5rem,1fr));gap:1rem .75rem}
.sheet figcaption{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;line-clamp:2;overflow:hidden}
.shelf{display:grid;grid-template-columns:repeat(auto-fill,minmax(6.5rem,1fr));gap:1rem .75rem}
.groups{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr));gap:1rem}
.group{background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:.75rem;display:grid;grid-template-columns:repeat(auto-fill,minmax(6rem,1fr));gap:.75rem;align-content:start}
.group p{margin:0;grid-column:1/-1;font-size:.8125rem}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.875rem}
@media (max-width:34rem){.facts tr{display:block;border-top:1px solid var(--rule);padding:.4rem 0}.facts th,.facts td{display:block;width:auto;border:0;padding:0;text-align:left;white-space:normal}.bars .graph{width:30%}.sheet{grid-template-columns:repeat(auto-fill,minmax(4.5rem,1fr));gap:.75rem .6rem}.sheet figcaption{font-size:.75rem}h2{font-size:1.5rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#bbb;--track:#ddd;color-scheme:light}body{font-size:10pt}nav,.skip{display:none}.page{max-width:none;padding:0}section{break-inside:auto;margin-top:1.5rem}h2,h3{break-after:avoid}tr,figure,.card,.group,.remarks>li{break-inside:avoid}svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}details:not([open])>summary{list-style:none}}
`;
