// Copies the insides of the icons named in icons.json into the Python package, so that pages inline them.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("..", import.meta.url);
const { tabler, own } = JSON.parse(readFileSync(new URL("icons.json", here), "utf8"));
const drawings = { ...own };
for (const name of tabler) {
  const svg = readFileSync(new URL(`node_modules/@tabler/icons/icons/outline/${name}.svg`, here), "utf8");
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  drawings[name] = inside.replace(/\s*\n\s*/g, "").replaceAll('"', "'").trim();
}
const sorted = Object.fromEntries(Object.entries(drawings).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(new URL("../sansan/ui/data/icons.json", here), `${JSON.stringify(sorted, null, 1)}\n`);
