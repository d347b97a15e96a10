// Who is on which bridge: the conferences that go on.

import { element, time } from "./dom.js";

const panel = document.getElementById("bridges");
const list = document.getElementById("bridge-list");

export function drawBridges(bridges) {
  list.replaceChildren(...bridges.map(bridge));
  panel.hidden = bridges.length === 0;
}

function bridge({ name, started, participants }) {
  const item = element("li");
  const state = started ? `since ${time(started)}` : "waits for others";
  const names = element("ul");
  names.append(...participants.map((one) => element("li", "", `${one.name}${how(one)}`)));
  item.append(element("h3", "", name), element("p", "", state), names);
  return item;
}

function how({ muted, hold }) {
  const words = [muted && "muted", hold && "on hold"].filter(Boolean);
  return words.length ? ` (${words.join(", ")})` : "";
}
