// Phones in columns: each keeps its column while others grow and shrink, so nothing jumps and no gaps open.

import { element } from "./dom.js";

const NARROWEST = 300;
const GAP = 16;

export function layOut(place, nodes) {
  const focused = document.activeElement;
  const wanted = Math.max(1, Math.floor((place.clientWidth + GAP) / (NARROWEST + GAP)));
  while (place.childElementCount > wanted) place.lastElementChild.remove();
  while (place.childElementCount < wanted) place.append(element("ul"));
  [...place.children].forEach((column, start) => fill(column, nodes.filter((_, index) => index % wanted === start)));
  // Moving a node takes the keyboard's focus from it; whoever was typing there goes on typing.
  if (document.activeElement !== focused && place.contains(focused)) focused.focus();
}

function fill(column, nodes) {
  nodes.forEach((node, index) => {
    if (column.children[index] !== node) column.insertBefore(node, column.children[index] ?? null);
  });
  while (column.childElementCount > nodes.length) column.lastElementChild.remove();
}
