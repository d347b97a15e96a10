// What the simulator last said about its world, and who has which phone.

const OVER = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

export const isOver = (call) => OVER.has(call.status);

/** Tells what the phone does in a call: its status, except that a phone which calls does not ring itself. */
export const stateOf = (call) => (call.status === "ringing" && call.direction === "inbound" ? "calling" : call.status);

export class World {
  constructor() {
    const nothing = { people: [], calls: [], conferences: [], texts: [], mails: [], news: [] };
    this.take({ ...nothing, faults: { rules: [] }, from_numbers: [] });
  }

  /** Replaces everything: the first thing a connection brings, so nothing missed while it was lost stays missed. */
  take(state) {
    this.people = state.people;
    this.calls = new Map(state.calls.map((call) => [call.sid, call]));
    this.conferences = new Map(state.conferences.map((conference) => [conference.sid, conference]));
    this.texts = new Map(state.texts.map((text) => [text.sid, text]));
    this.mails = new Map(state.mails.map((mail) => [mail.id, mail]));
    this.news = state.news;
    this.faults = state.faults;
    this.ownNumber = state.from_numbers[0];
  }

  change(kind, data) {
    if (kind === "call") this.calls.set(data.sid, data);
    if (kind === "conference") this.conferences.set(data.sid, data);
    if (kind === "text") this.texts.set(data.sid, data);
    if (kind === "mail") this.mails.set(data.id, data);
    if (kind === "people") this.people = data.people;
    if (kind === "faults") this.faults = data;
    if (kind === "news") this.news = [...this.news.slice(-199), data];
  }

  /** Lists every phone and mailbox, known people first, each with what concerns it. */
  phones() {
    const phones = this.people.map((person) => newPhone(person.number, person.email.toLowerCase(), person));
    const byNumber = new Map(phones.map((phone) => [phone.number, phone]));
    const byAddress = new Map(phones.map((phone) => [phone.address, phone]));
    const find = (index, key, make) => {
      if (!index.has(key)) {
        index.set(key, make());
        phones.push(index.get(key));
      }
      return index.get(key);
    };
    const phone = (number) => find(byNumber, number, () => newPhone(number, ""));
    for (const call of this.calls.values()) phone(call.phone).calls.push(this.withBridge(call));
    for (const text of this.texts.values()) phone(text.direction === "inbound" ? text.from : text.to).texts.push(text);
    for (const mail of this.mails.values()) {
      const address = mail.to.toLowerCase();
      find(byAddress, address, () => newPhone("", address)).mails.push(mail);
    }
    return phones;
  }

  /** Lists the conferences that go on, each with the names of those in it. */
  bridges() {
    const open = [...this.conferences.values()].filter((conference) => conference.status !== "completed");
    return open.map((conference) => ({ ...conference, participants: conference.participants.map(this.named, this) }));
  }

  /** Adds to a call the conference it is in, and the names of the others there. */
  withBridge(call) {
    const conference = this.conferences.get(call.conference);
    if (!conference) return call;
    const others = conference.participants.filter((participant) => participant.call !== call.sid);
    return { ...call, bridge: { name: conference.name, others: others.map((other) => this.named(other).name) } };
  }

  named(participant) {
    const person = this.people.find((one) => one.number === participant.phone);
    return { ...participant, name: person?.name ?? participant.phone };
  }
}

function newPhone(number, address, person) {
  return {
    key: person?.id ?? (number || address),
    name: person?.name ?? (number || address),
    detail: person?.detail ?? "not in the directory",
    number,
    address,
    calls: [],
    texts: [],
    mails: [],
  };
}
