// One call on a phone: ringing, talking, or over.

import { element, fromTemplate, setText, time } from "./dom.js";
import * as requests from "./requests.js";
import { isOver, stateOf } from "./world.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const OUTCOMES = {
  completed: "Call over",
  busy: "Turned away or busy",
  "no-answer": "Nobody answered",
  failed: "Could not be reached",
  canceled: "The caller gave up",
};
const OUTCOMES_OF_OWN = { ...OUTCOMES, busy: "Turned away as busy", "no-answer": "Turned away", canceled: "Given up" };

export class CallView {
  constructor(call, name) {
    this.sid = call.sid;
    this.node = fromTemplate("call-template");
    this.part = (part) => this.node.querySelector(`[data-${part}]`);
    this.node.setAttribute("aria-label", `Call ${call.direction === "inbound" ? "from" : "to"} ${name}`);
    this.addKeypad();
    this.onClick("answer", requests.answer);
    this.onClick("decline", requests.decline);
    this.onClick("hang-up", requests.hangUp);
    this.update(call);
  }

  update(call) {
    const state = stateOf(call);
    const talking = state === "in-progress";
    this.node.dataset.status = call.status;
    this.node.classList.toggle("bridged", Boolean(call.bridge));
    this.node.classList.toggle("waits", call.gathering);
    setText(this.part("head"), headline(call));
    this.part("ringing").hidden = state !== "ringing";
    this.part("talking").hidden = !talking && state !== "calling";
    this.part("keypad").hidden = !talking;
    this.writeTranscript(call.transcript);
    // A button that disappears under the finger would leave the keyboard nowhere to go.
    if (talking && this.part("ringing").contains(document.activeElement)) this.part("keypad").firstElementChild.focus();
  }

  /** Takes the keyboard without putting a finger on a button: digits typed here are pressed. */
  focus() {
    this.node.focus();
  }

  addKeypad() {
    for (const key of KEYS) {
      const button = element("button", "", key);
      button.type = "button";
      button.addEventListener("click", () => requests.press(this.sid, key));
      this.part("keypad").append(button);
    }
  }

  onClick(what, ask) {
    this.node.querySelector(`[data-do="${what}"]`).addEventListener("click", () => ask(this.sid));
  }

  writeTranscript(lines) {
    const list = this.part("transcript");
    for (const line of lines.slice(list.childElementCount)) list.append(transcriptLine(line));
    list.scrollTop = list.scrollHeight;
  }
}

function headline(call) {
  if (call.status === "queued") return "Being called …";
  if (stateOf(call) === "calling") return `Calling ${call.to} …`;
  if (call.status === "ringing") return `Ringing since ${time(call.created)}`;
  if (call.bridge) return `On the bridge ${call.bridge.name} ${company(call.bridge.others)}`;
  if (call.gathering) return "Waiting for a key";
  if (!isOver(call)) return "Connected";
  return `${(call.direction === "inbound" ? OUTCOMES_OF_OWN : OUTCOMES)[call.status]} · ${time(call.ended)}`;
}

function company(others) {
  return others.length ? `with ${others.join(", ")}` : "alone, waiting for others";
}

function transcriptLine(line) {
  const item = element("li", line.kind);
  const words = { spoken: line.words, key: `pressed ${line.words}`, unheard_key: `pressed ${line.words}, unheard` };
  item.append(element("time", "", time(line.at)), element("span", "", words[line.kind]));
  return item;
}
