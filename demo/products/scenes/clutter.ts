/** Draws objects that are not products, which may cover products in a scene. */
import { darker, lighter } from "../palette.ts";
import type { Random } from "../random.ts";

/** Each on a canvas of 400 by 400 units. */
const objects: readonly ((rng: Random) => string)[] = [
  function book(rng) {
    const cover = rng.pick(["#a33b3b", "#2f5d73", "#d9a441", "#4c4a5f", "#5f7a4c"]);
    return `<path d="M90,70 H310 V340 H90Z" fill="${darker(cover, 0.3)}"/><path d="M98,76 H304 V334 H98Z" fill="#efe9dc"/><path d="M84,64 H302 V330 H84Z" fill="${cover}"/><path d="M120,110 H266 V132 H120Z M120,146 H230 V156 H120Z" fill="${lighter(cover, 0.6)}"/><path d="M84,64 H104 V330 H84Z" fill="${darker(cover, 0.2)}"/>`;
  },
  function mug(rng) {
    const glaze = rng.pick(["#e9e6df", "#3f6f8a", "#c9694a", "#2f2f33"]);
    return `<path d="M270,170 C340,160 340,250 264,246" fill="none" stroke="${darker(glaze, 0.25)}" stroke-width="20"/><circle cx="190" cy="205" r="96" fill="${darker(glaze, 0.2)}"/><circle cx="190" cy="200" r="92" fill="${glaze}"/><circle cx="190" cy="200" r="76" fill="#4a2f1e"/><path d="M140,170 Q190,140 236,166" fill="none" stroke="#fff" stroke-opacity="0.35" stroke-width="10"/>`;
  },
  function plant(rng) {
    const pot = rng.pick(["#b5654a", "#d9d4ca", "#4f5a5f"]);
    let leaves = "";
    for (let k = 0; k < 12; k++) {
      const turn = k * 30 + rng.between(-10, 10);
      leaves += `<path d="M0,0 C30,-40 36,-110 0,-150 C-36,-110 -30,-40 0,0Z" fill="${k % 2 ? "#4f7d4a" : "#3c6640"}" transform="translate(200 200) rotate(${turn.toFixed(0)})"/>`;
    }
    return `<circle cx="200" cy="200" r="84" fill="${pot}"/>${leaves}`;
  },
  function phone(rng) {
    return `<rect x="128" y="60" width="144" height="290" rx="22" fill="#17181b"/><rect x="136" y="70" width="128" height="270" rx="14" fill="${rng.pick(["#2c3340", "#3d5a7a", "#7a4d5f"])}"/><path d="M136,250 L264,130 V84 Q264,70 250,70 H180Z" fill="#fff" fill-opacity="0.12"/>`;
  },
  function laptop(rng) {
    const shell = rng.pick(["#c3c6ca", "#3b3d42"]);
    let keys = "";
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 12; x++)
        keys += `<rect x="${62 + x * 23}" y="${196 + y * 20}" width="19" height="16" rx="3" fill="#2a2b2f"/>`;
    return `<rect x="40" y="180" width="320" height="190" rx="12" fill="${shell}"/>${keys}<rect x="150" y="304" width="100" height="54" rx="6" fill="${darker(shell, 0.15)}"/><path d="M52,20 H348 Q358,20 358,32 V180 H42 V32 Q42,20 52,20Z" fill="#1b1c1f"/><path d="M58,32 H342 V170 H58Z" fill="${rng.pick(["#4a6d8f", "#8fa07a", "#c9a58f"])}"/>`;
  },
  function box(rng) {
    const card = rng.pick(["#c19a6b", "#b58a5c", "#e4e0d8"]);
    return `<path d="M60,90 H340 V330 H60Z" fill="${card}"/><path d="M60,90 H340 V200 H60Z" fill="${lighter(card, 0.1)}"/><path d="M60,198 H340" stroke="${darker(card, 0.4)}" stroke-width="3"/><path d="M184,90 H216 V330 H184Z" fill="${darker(card, 0.12)}"/><path d="M236,250 H316 V310 H236Z" fill="#f4f1ea"/>`;
  },
  function cushion(rng) {
    const cloth = rng.pick(["#8f5f6f", "#5f7f8f", "#d3a95c", "#6b6f5c", "#d9d3c9"]);
    return `<path d="M70,70 Q200,96 330,70 Q304,200 330,330 Q200,304 70,330 Q96,200 70,70Z" fill="${cloth}"/><path d="M90,92 Q200,114 310,92" fill="none" stroke="#fff" stroke-opacity="0.25" stroke-width="12"/><circle cx="200" cy="200" r="10" fill="${darker(cloth, 0.3)}"/>`;
  },
  function bottle(rng) {
    const glass = rng.pick(["#3f6b4f", "#5b86a8", "#a85b3f", "#e2e2de"]);
    return `<path d="M172,40 H228 V110 C228,130 260,140 260,180 V350 Q260,368 242,368 H158 Q140,368 140,350 V180 C140,140 172,130 172,110Z" fill="${glass}"/><path d="M146,210 H254 V300 H146Z" fill="#f1ece0"/><path d="M168,28 H232 V60 H168Z" fill="#2b2a2c"/><path d="M156,170 V350" stroke="#fff" stroke-opacity="0.35" stroke-width="8"/>`;
  },
  function ball(rng) {
    const skin = rng.pick(["#d9703a", "#e4e4e0", "#c9d94a", "#b23a3a"]);
    return `<circle cx="200" cy="200" r="130" fill="${skin}"/><path d="M70,200 H330 M200,70 V330 M108,108 Q200,200 108,292 M292,108 Q200,200 292,292" fill="none" stroke="${darker(skin, 0.6)}" stroke-width="7"/><circle cx="160" cy="150" r="40" fill="#fff" fill-opacity="0.2"/>`;
  },
  function papers(rng) {
    let out = "";
    for (let k = 0; k < 3; k++) {
      let lines = "";
      for (let y = 90; y < 300; y += 18)
        lines += `<path d="M110,${y} H${rng.between(220, 290).toFixed(0)}" stroke="#8a8d93" stroke-width="4"/>`;
      out += `<g transform="rotate(${rng.between(-16, 16).toFixed(0)} 200 200)"><path d="M84,50 H316 V350 H84Z" fill="#f6f5f1" stroke="#c9c7c1"/>${lines}</g>`;
    }
    return out;
  },
];

export const clutter = (rng: Random): string => rng.pick(objects)(rng);
