// The page: follows the simulator's events and keeps every phone up to date.

import { drawBridges } from "./bridges.js";
import { element, setText, time } from "./dom.js";
import { layOut } from "./layout.js";
import { PhoneView } from "./phone.js";
import { World } from "./world.js";

const KINDS = ["call", "conference", "text", "mail", "people", "news", "faults"];
const TRY_AGAIN_AFTER = 1000;
const NEWS_SHOWN = 40;

const world = new World();
const views = new Map();
const place = (id) => document.getElementById(id);
let drawing = false;

function connect() {
  const source = new EventSource("/sim/events");
  source.addEventListener("state", (event) => {
    world.take(JSON.parse(event.data));
    place("lost").hidden = true;
    draw();
  });
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      world.change(kind, JSON.parse(event.data));
      draw();
    });
  }
  source.addEventListener("error", () => {
    place("lost").hidden = false;
    // The browser tries again by itself, except after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, TRY_AGAIN_AFTER);
  });
}

/** Draws once for all that came in together. */
function draw() {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    drawPhones(world.phones());
    drawBridges(world.bridges());
    drawNews();
    drawFaults();
  });
}

function drawPhones(phones) {
  const known = new Map(views);
  views.clear();
  for (const phone of phones) {
    const view = known.get(phone.key) ?? new PhoneView(phone, () => world.ownNumber);
    views.set(phone.key, view);
    view.update(phone);
  }
  announceRinging();
  filter();
}

function announceRinging() {
  const names = [...views.values()].filter((view) => view.state === "ringing").map((view) => view.phone.name);
  setText(place("ringing"), names.length ? `Ringing: ${names.join(", ")}` : "");
  document.title = names.length ? `(${names.length}) ringing · Phones` : "Phones";
}

function filter() {
  const onlyBusy = place("only-busy").checked;
  const shown = [...views.values()].filter((view) => !onlyBusy || view.hasSomethingGoingOn || view.isBeingUsed);
  layOut(place("phones"), shown.map((view) => view.node));
  const empty = views.size === 0 ? "No phones yet: they appear with the first call, text or mail." : "All is quiet.";
  setText(place("nothing"), empty);
  place("nothing").hidden = shown.length > 0;
  setText(place("summary"), summary());
}

function summary() {
  const states = [...views.values()].map((view) => view.state);
  const count = (state) => states.filter((one) => one === state).length;
  const parts = [[states.length, "phones"], [count("ringing"), "ringing"], [count("in-progress"), "in a call"]];
  return parts.filter(([number], index) => number > 0 || index === 0).map((part) => part.join(" ")).join(" · ");
}

function drawNews() {
  const lines = world.news.slice(-NEWS_SHOWN).reverse().map((line) => {
    const item = element("li");
    item.append(element("time", "", time(line.at)), element("span", "", line.words));
    return item;
  });
  place("news").replaceChildren(...lines);
}

/** Says that trouble is made on purpose, so that nobody wonders. */
function drawFaults() {
  const { rules } = world.faults;
  const fired = rules.reduce((sum, rule) => sum + rule.fired, 0);
  const held = rules.reduce((sum, rule) => sum + rule.held, 0);
  const words = `Fault plan: ${rules.length} ${rules.length === 1 ? "rule" : "rules"}, ${fired} met, ${held} waiting`;
  setText(place("faults"), words);
  place("faults").hidden = rules.length === 0;
}

place("only-busy").addEventListener("change", filter);
place("phones").addEventListener("read", filter);
new ResizeObserver(filter).observe(document.body);
connect();
