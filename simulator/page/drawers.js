// A phone's texts and its owner's mail.

import { element, setText, time, withLinks } from "./dom.js";

export class Drawer {
  /** `write(thing)` makes one item of the list `into(thing)`; items are only ever added or changed in place, by `id(thing)`. */
  constructor({ node, into, count, id, write, update }) {
    Object.assign(this, { node, into, count, id, write, update });
    this.items = new Map();
    this.seen = new Set();
    this.incoming = [];
    this.total = 0;
    node.addEventListener("toggle", () => {
      this.refresh();
      node.dispatchEvent(new CustomEvent("read", { bubbles: true }));
    });
  }

  show(things, incoming) {
    for (const thing of things) this.showOne(thing);
    this.incoming = incoming.map(this.id);
    this.total = things.length;
    this.refresh();
  }

  get unread() {
    return this.incoming.filter((id) => !this.seen.has(id)).length;
  }

  showOne(thing) {
    const id = this.id(thing);
    if (!this.items.has(id)) {
      const list = this.into(thing);
      this.items.set(id, this.write(thing));
      list.append(this.items.get(id));
      list.scrollTop = list.scrollHeight;
    }
    this.update?.(this.items.get(id), thing);
  }

  refresh() {
    if (this.node.open) for (const id of this.incoming) this.seen.add(id);
    setText(this.count, this.unread ? `${this.unread} new` : this.total ? String(this.total) : "none");
    this.count.classList.toggle("fresh", this.unread > 0);
  }
}

export function writeText(text) {
  const item = element("li", text.direction === "inbound" ? "mine" : "theirs");
  const words = element("p");
  words.append(withLinks(text.body));
  item.append(words, element("small"));
  return item;
}

export function updateText(item, text) {
  setText(item.lastElementChild, `${time(text.created)} · ${fate(text)}`);
}

function fate(text) {
  if (text.automatic) return "from the phone company";
  if (text.direction !== "inbound") return text.status;
  const refused = text.callbacks.some((post) => post.error || post.status >= 300);
  return refused ? "not taken" : "sent";
}

const AUDIENCES = ["business", "technical"];

/** Tells which audience a mail of a round is for; nothing of any other mail. */
export const audienceOf = (mail) => AUDIENCES.find((audience) => mail.categories.includes(audience));

/** Tells which round a mail is of: all of a conversation have the same subject. */
const roundOf = (mail) => mail.categories.find((category) => category !== audienceOf(mail)) ?? "";

/** Gives the part of a mailbox that a mail belongs into: what is for one audience never stands among the other's. */
export function shelfOf(mailbox, mail) {
  const shelf = mailbox.querySelector(`[data-audience="${audienceOf(mail) ?? ""}"]`);
  shelf.hidden = false;
  return shelf.querySelector("ol");
}

export function writeMail(mail, open) {
  const item = element("li");
  const button = element("button", "subject");
  button.type = "button";
  const subject = element("span");
  if (audienceOf(mail)) subject.append(element("small", "round", roundOf(mail)), " ");
  subject.append(mail.subject);
  button.append(subject, element("time", "", time(mail.at)));
  button.addEventListener("click", () => open(mail));
  item.append(button, element("small", "fate"));
  return item;
}

/** Says only what went wrong: that a mail has arrived shows by its being here. */
export function updateMail(item, mail) {
  const failed = ["bounced", "dropped", "deferred"].includes(mail.status);
  setText(item.lastElementChild, failed ? `${mail.status}: ${mail.reason}` : "");
  item.lastElementChild.hidden = !failed;
}
