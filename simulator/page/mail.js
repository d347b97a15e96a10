// One mail, read in a dialog. HTML stays in a frame of its own, in which nothing runs and nothing is loaded.

import { element, link, withLinks } from "./dom.js";
import { audienceOf } from "./drawers.js";

const dialog = document.getElementById("mail");
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

export function openMail(mail) {
  document.getElementById("mail-subject").textContent = mail.subject;
  document.getElementById("mail-facts").replaceChildren(...facts(mail));
  dialog.dataset.audience = audienceOf(mail) ?? "";
  document.getElementById("mail-body").replaceChildren(mail.has_html ? frame(mail) : plain(mail));
  dialog.showModal();
}

function facts(mail) {
  const from = mail.sender ? `${mail.sender} <${mail.from}>` : mail.from;
  const rows = [["From", from], ["To", mail.to], ["Sent", new Date(mail.at).toLocaleString()]];
  if (audienceOf(mail)) rows.push(["Audience", audienceOf(mail)]);
  if (mail.attachments.length) rows.push(["Attached", mail.attachments.join(", ")]);
  const entry = mail.has_calendar ? [element("dt", "", "Calendar"), withLink(`/sim/mails/${mail.id}/calendar`, "open the entry")] : [];
  const shown = rows.flatMap(([name, value]) => [element("dt", "", name), element("dd", "", value)]);
  const source = withLink(`/sim/mails/${mail.id}/source`, "as it left, with all headers");
  return [...shown, ...entry, element("dt", "", "Source"), source];
}

function withLink(address, words) {
  const made = element("dd");
  made.append(link(address, words));
  return made;
}

function frame(mail) {
  const made = element("iframe");
  made.title = mail.subject;
  made.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  made.src = `/sim/mails/${mail.id}/html`;
  return made;
}

function plain(mail) {
  const made = element("pre");
  made.append(withLinks(mail.text));
  return made;
}
