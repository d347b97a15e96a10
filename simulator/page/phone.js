// One person's phone and mailbox.

import { CallView } from "./call.js";
import { fromTemplate, setText } from "./dom.js";
import { Drawer, shelfOf, updateMail, updateText, writeMail, writeText } from "./drawers.js";
import { openMail } from "./mail.js";
import * as requests from "./requests.js";
import { isOver, stateOf } from "./world.js";

const STATES = { idle: "Idle", queued: "Being called", ringing: "Ringing", calling: "Calling", "in-progress": "In a call" };

export class PhoneView {
  constructor(phone, ownNumber) {
    this.phone = phone;
    this.node = fromTemplate("phone-template");
    this.part = (part) => this.node.querySelector(`[data-${part}]`);
    this.calls = new Map();
    const thread = this.part("thread");
    this.texts = this.drawer("texts", () => thread, "text-count", (text) => text.sid, writeText, updateText);
    const shelf = (mail) => shelfOf(this.part("mailbox"), mail);
    const write = (mail) => writeMail(mail, openMail);
    this.mails = this.drawer("mails", shelf, "mail-count", (mail) => mail.id, write, updateMail);
    this.part("dial").addEventListener("click", () => requests.dial(this.phone.number, ownNumber()));
    this.part("reply").addEventListener("submit", (event) => this.reply(event, ownNumber()));
    this.node.addEventListener("keydown", (event) => this.pressKey(event));
  }

  get state() {
    const states = this.liveCalls.map(stateOf);
    return states.find((state) => state !== "queued") ?? states[0] ?? "idle";
  }

  get liveCalls() {
    return this.phone.calls.filter((call) => !isOver(call));
  }

  get hasSomethingGoingOn() {
    return this.state !== "idle" || this.texts.unread > 0 || this.mails.unread > 0;
  }

  /** Someone is reading or typing here: it must not vanish from under their hands. */
  get isBeingUsed() {
    return this.node.contains(document.activeElement);
  }

  update(phone) {
    this.phone = phone;
    setText(this.part("name"), phone.name);
    setText(this.part("detail"), phone.detail);
    setText(this.part("number"), phone.number);
    setText(this.part("address"), phone.address);
    setText(this.part("state"), STATES[this.state]);
    this.part("words").setAttribute("aria-label", `Text from ${phone.name}`);
    this.part("dial").setAttribute("aria-label", `Call from ${phone.name}`);
    this.node.dataset.state = this.state;
    const [dial, calls] = [this.part("dial"), this.part("calls")];
    const [wasDialling, wasTalking] = [dial === document.activeElement, calls.contains(document.activeElement)];
    this.showCalls();
    dial.hidden = !phone.number || this.state !== "idle";
    // A button that disappears under the finger would leave the keyboard nowhere to go.
    if (wasDialling && dial.hidden) this.calls.get(this.liveCalls.at(-1)?.sid)?.focus();
    if (wasTalking && !dial.hidden) dial.focus();
    this.texts.show(phone.texts, phone.texts.filter((text) => text.direction !== "inbound"));
    this.mails.show(phone.mails, phone.mails);
    this.part("texts").hidden = !phone.number;
    this.part("mails").hidden = !phone.address;
  }

  /** Shows the calls that go on; when none does, the last one. */
  showCalls() {
    const shown = this.liveCalls.length ? this.liveCalls : this.phone.calls.slice(-1);
    const wanted = new Set(shown.map((call) => call.sid));
    for (const [sid, view] of this.calls) {
      if (wanted.has(sid)) continue;
      view.node.remove();
      this.calls.delete(sid);
    }
    for (const call of shown) this.showCall(call);
  }

  showCall(call) {
    const known = this.calls.get(call.sid);
    if (known) return known.update(call);
    const view = new CallView(call, this.phone.name);
    this.calls.set(call.sid, view);
    this.part("calls").append(view.node);
    return view;
  }

  drawer(node, into, count, id, write, update) {
    return new Drawer({ node: this.part(node), into, count: this.part(count), id, write, update });
  }

  async reply(event, to) {
    event.preventDefault();
    const input = this.part("words");
    if (await requests.sendText(this.phone.number, to, input.value)) input.value = "";
  }

  /** Digits typed anywhere on a phone in a call are pressed on its keypad, except while a text is written. */
  pressKey(event) {
    const talking = this.phone.calls.find((call) => call.status === "in-progress");
    const typing = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
    if (talking && !typing && /^[0-9*#]$/.test(event.key)) requests.press(talking.sid, event.key);
  }
}
